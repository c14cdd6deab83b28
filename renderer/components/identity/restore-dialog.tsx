import { useState } from 'react'
import { Button, FileButton, Group, PasswordInput, Radio, Textarea } from '@mantine/core'
import { IconFile } from '@tabler/icons-react'
import { useAction } from '../../client/queries.ts'
import { Dialog } from '../dialogs/dialog.tsx'
import { notifyDone } from '../feedback/notify.tsx'
import { ProblemBox } from '../feedback/problem-box.tsx'
import { useText } from '../../hooks/use-text.ts'
import { Warning } from './warning.tsx'
import classes from './identity.module.css'

const WORDS = 24
const MAX_FILE = 20_000

/** Restores an identity from its phrase or file. */
export function RestoreDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useText()
  const [from, setFrom] = useState<'phrase' | 'file'>('phrase')
  const [phrase, setPhrase] = useState('')
  const [file, setFile] = useState<{ name: string; text: string } | null>(null)
  const [passphrase, setPassphrase] = useState('')
  const close = (): void => {
    restore.reset()
    setPhrase('')
    setFile(null)
    setPassphrase('')
    onClose()
  }
  const restore = useAction(
    (client, _input: null) =>
      from === 'phrase'
        ? client.identity.restore({ phrase })
        : client.identity.import({ text: file?.text ?? '', passphrase }),
    {
      quiet: true,
      invalidates: ['info', 'settings'],
      then: ({ identity }) => {
        notifyDone(t('communities:identity.restored', { fingerprint: identity.fingerprint }))
        close()
      },
    },
  )
  const count = phrase.trim() === '' ? 0 : phrase.trim().split(/\s+/).length
  const ready = from === 'phrase' ? phrase.trim() !== '' : file !== null && passphrase !== ''
  return (
    <Dialog opened={opened} onClose={close} title={t('communities:identity.restore')}>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) restore.mutate(null)
        }}
      >
        <Warning>{t('communities:identity.restoreWarning')}</Warning>
        <Radio.Group
          value={from}
          aria-label={t('communities:identity.restore')}
          onChange={(value) => {
            setFrom(value === 'file' ? 'file' : 'phrase')
            restore.reset()
          }}
        >
          <Group gap="lg">
            <Radio value="phrase" label={t('communities:identity.fromPhrase')} data-testid="restore-from-phrase" />
            <Radio value="file" label={t('communities:identity.fromFile')} data-testid="restore-from-file" />
          </Group>
        </Radio.Group>
        {from === 'phrase' ? (
          <Textarea
            label={t('communities:identity.phraseLabel')}
            description={t('communities:identity.phraseCount', { count: Math.min(count, 99) })}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={phrase}
            minRows={4}
            autosize
            spellCheck={false}
            autoComplete="off"
            data-autofocus
            data-testid="restore-phrase"
            data-complete={count === WORDS || undefined}
            onChange={(event) => {
              setPhrase(event.currentTarget.value)
              restore.reset()
            }}
          />
        ) : (
          <>
            <div className={classes.file}>
              <FileButton
                accept=".json,application/json"
                onChange={(chosen) => {
                  restore.reset()
                  void chosen
                    ?.slice(0, MAX_FILE)
                    .text()
                    .then((text) => setFile({ name: chosen.name, text }))
                }}
              >
                {(props) => (
                  <Button
                    {...props}
                    variant="default"
                    leftSection={<IconFile size={15} aria-hidden />}
                    data-testid="restore-file"
                  >
                    {t('communities:identity.chooseFile')}
                  </Button>
                )}
              </FileButton>
              <span className="truncate">{file?.name ?? t('communities:identity.noFile')}</span>
            </div>
            <PasswordInput
              label={t('communities:identity.passphrase')}
              value={passphrase}
              autoComplete="off"
              data-testid="restore-passphrase"
              onChange={(event) => {
                setPassphrase(event.currentTarget.value)
                restore.reset()
              }}
            />
          </>
        )}
        <ProblemBox error={restore.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" disabled={!ready} loading={restore.isPending} data-testid="restore-submit">
            {t('communities:identity.restoreAction')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}
