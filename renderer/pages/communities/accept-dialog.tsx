import { useState } from 'react'
import { Button, FileButton, Group, Textarea } from '@mantine/core'
import { IconFile } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useClient } from '../../client/provider.tsx'
import { useAction } from '../../client/queries.ts'
import { Dialog } from '../../components/dialogs/dialog.tsx'
import { PeerName } from '../../components/peer-name.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { useText } from '../../hooks/use-text.ts'
import { ProblemBox } from '../../components/feedback/problem-box.tsx'
import classes from './communities.module.css'

/** Invitation files are small; anything larger than this is rejected, in bytes. */
const MAX_FILE = 20_000

/** Reads a pasted invitation or one from a file, shows its contents, and accepts it. */
export function AcceptDialog({
  initial,
  opened,
  onClose,
  onDone,
}: {
  /** The text of an invitation that was opened; empty to ask for one. */
  initial: string
  opened: boolean
  onClose: () => void
  onDone: (id: string) => void
}) {
  const { t } = useText()
  const format = useFormat()
  const client = useClient()
  const [link, setLink] = useState(initial)
  const text = link.trim()
  const preview = useQuery({
    queryKey: ['invitation', text],
    queryFn: ({ signal }) => client.communities.inspect({ link: text }, { signal }),
    enabled: opened && text !== '',
    staleTime: 0,
    gcTime: 0,
  })
  const accept = useAction((client, input: string) => client.communities.accept({ link: input }), {
    quiet: true,
    invalidates: ['info', 'settings'],
    then: ({ id }) => {
      close()
      onDone(id)
    },
  })
  const close = (): void => {
    accept.reset()
    setLink('')
    onClose()
  }
  const found = preview.data
  return (
    <Dialog opened={opened} onClose={close} title={t('communities:acceptTitle')}>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (found) accept.mutate(text)
        }}
      >
        <Textarea
          label={t('communities:link')}
          description={t('communities:linkText')}
          value={link}
          minRows={3}
          maxRows={6}
          autosize
          spellCheck={false}
          autoComplete="off"
          placeholder="hyoban:invite/…"
          data-autofocus
          data-testid="invitation-text"
          onChange={(event) => {
            setLink(event.currentTarget.value)
            accept.reset()
          }}
        />
        <FileButton
          accept=".hyoban,.hyoban-invite,.txt,text/plain"
          onChange={(file) => void file?.slice(0, MAX_FILE).text().then(setLink)}
        >
          {(props) => (
            <Button
              {...props}
              variant="default"
              leftSection={<IconFile size={15} aria-hidden />}
              style={{ alignSelf: 'flex-start' }}
            >
              {t('communities:file')}
            </Button>
          )}
        </FileButton>
        {found && (
          <dl className={classes.preview} data-testid="invitation-preview">
            <dt>{t('communities:preview.community')}</dt>
            <dd>
              <b>{found.name}</b>
            </dd>
            <dt>{t('communities:preview.inviter')}</dt>
            <dd>
              <PeerName peer={found.inviter} inline />
            </dd>
            <dt>{t('communities:preview.founder')}</dt>
            <dd>
              <PeerName peer={found.founder} inline />
            </dd>
            <dt>{t('communities:preview.expires')}</dt>
            <dd>{format.dateTime(found.expires)}</dd>
            <dd className={classes.wide}>
              {found.known
                ? t('communities:preview.known')
                : found.direct
                  ? t('communities:preview.direct')
                  : t('communities:preview.bearer', { name: found.inviter.name })}
            </dd>
            <dd className={`${classes.wide} ${classes.means}`}>{t('communities:means.invitation')}</dd>
          </dl>
        )}
        <ProblemBox error={text === '' ? null : (preview.error ?? accept.error)} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {t('common:cancel')}
          </Button>
          <Button
            type="submit"
            loading={accept.isPending}
            disabled={!found || found.known}
            data-testid="invitation-accept"
          >
            {t('communities:accept')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}
