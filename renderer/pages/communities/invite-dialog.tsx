import { useState } from 'react'
import { Button, CopyButton, Group, NumberInput, Select, Switch, TextInput } from '@mantine/core'
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react'
import type { Community, InvitationView } from '../../../main/contract/communities.ts'
import { useAction } from '../../client/queries.ts'
import { Dialog } from '../../components/dialogs/dialog.tsx'
import { useText } from '../../hooks/use-text.ts'
import { ProblemBox } from '../../components/feedback/problem-box.tsx'
import { safeFileName, saveText } from '../../client/save-file.ts'
import classes from './communities.module.css'

const HOURS = { day: 24, week: 7 * 24, month: 30 * 24 } as const
type Validity = keyof typeof HOURS
const VALIDITIES = Object.keys(HOURS) as Validity[]
const KEY = /^[0-9a-f]{64}$/

/** Creates an invitation, then shows its link to copy or save. */
export function InviteDialog({ community, onClose }: { community: Community | null; onClose: () => void }) {
  const { t } = useText()
  const [shown, setShown] = useState(community)
  if (community && community !== shown) setShown(community)
  const [validity, setValidity] = useState<Validity>('week')
  const [uses, setUses] = useState(1)
  const [mayInvite, setMayInvite] = useState(true)
  const [note, setNote] = useState('')
  const [key, setKey] = useState('')
  const [made, setMade] = useState<InvitationView | null>(null)
  const invitee = key.trim().toLowerCase()
  const badKey = invitee !== '' && !KEY.test(invitee)
  const invite = useAction(
    (client, id: string) =>
      client.communities.invite({
        id,
        hours: HOURS[validity],
        uses: invitee ? 1 : uses,
        mayInvite,
        note,
        ...(invitee && { invitee }),
      }),
    { quiet: true, then: setMade },
  )
  const close = (): void => {
    invite.reset()
    setMade(null)
    setNote('')
    setKey('')
    onClose()
  }
  return (
    <Dialog
      opened={community !== null}
      onClose={close}
      title={t('communities:inviteTitle', { name: shown?.name ?? '' })}
    >
      {made ? (
        <div className={classes.made}>
          <p className={classes.means}>{t(invitee ? 'communities:madeKey' : 'communities:made')}</p>
          <div
            className={classes.linkText}
            data-testid="invitation-link"
            tabIndex={0}
            role="group"
            aria-label={t('communities:link')}
          >
            {made.link}
          </div>
          <Group justify="flex-end" gap="xs">
            <Button
              variant="default"
              leftSection={<IconDownload size={15} aria-hidden />}
              onClick={() => saveText(`${safeFileName(shown?.name ?? '')}.hyoban`, `${made.link}\n`)}
            >
              {t('communities:saveFile')}
            </Button>
            <CopyButton value={made.link}>
              {({ copied, copy }) => (
                <Button
                  variant="default"
                  leftSection={copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
                  onClick={copy}
                  data-autofocus
                  data-testid="copy-link"
                >
                  {copied ? t('common:copied') : t('communities:copyLink')}
                </Button>
              )}
            </CopyButton>
            <Button onClick={close} data-testid="invite-done">
              {t('communities:done')}
            </Button>
          </Group>
        </div>
      ) : (
        <form
          className={classes.form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            if (shown && !badKey) invite.mutate(shown.id)
          }}
        >
          <p className={classes.means}>{t('communities:inviteText')}</p>
          <div className={classes.columns}>
            <Select
              label={t('communities:valid')}
              value={validity}
              allowDeselect={false}
              data={VALIDITIES.map((value) => ({ value, label: t(`communities:validFor.${value}`) }))}
              onChange={(value) => setValidity(VALIDITIES.find((item) => item === value) ?? 'week')}
            />
            <NumberInput
              label={t('communities:uses')}
              value={invitee ? 1 : uses}
              min={1}
              max={1000}
              clampBehavior="strict"
              allowDecimal={false}
              disabled={invitee !== ''}
              onChange={(value) => setUses(Math.max(1, Number(value) || 1))}
              data-testid="invite-uses"
            />
          </div>
          <Switch
            label={t('communities:mayInvite')}
            description={t('communities:mayInviteText')}
            checked={mayInvite}
            onChange={(event) => setMayInvite(event.currentTarget.checked)}
          />
          <TextInput
            label={t('communities:note')}
            placeholder={t('communities:notePlaceholder')}
            value={note}
            maxLength={100}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <TextInput
            label={t('communities:key')}
            description={t('communities:keyText')}
            value={key}
            error={badKey ? t('communities:keyBad') : undefined}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setKey(event.currentTarget.value)}
          />
          <ProblemBox error={invite.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={invite.isPending} disabled={badKey} data-testid="invite-submit">
              {t('communities:makeLink')}
            </Button>
          </Group>
        </form>
      )}
    </Dialog>
  )
}
