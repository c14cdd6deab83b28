import { Button, Tooltip } from '@mantine/core'
import type { InvitationView } from '../../../main/contract/communities.ts'
import { useAction } from '../../client/queries.ts'
import { Copy } from '../../components/copy.tsx'
import { Tag, type Tone } from '../../components/tag.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { useText } from '../../hooks/use-text.ts'
import classes from './communities.module.css'

const TONES: Record<InvitationView['state'], Tone> = { open: 'accent', used: 'new', expired: 'new', cancelled: 'bad' }

/** Invitations issued by the user and their status. */
export function InvitationList({ invitations }: { invitations: InvitationView[] }) {
  const { t } = useText()
  const format = useFormat()
  const cancel = useAction((client, nonce: string) => client.communities.cancelInvitation({ nonce }))
  return (
    <div>
      {invitations.map((one) => (
        <div key={one.nonce} className={classes.invitation} data-testid="invitation-row" data-state={one.state}>
          <span style={{ minWidth: 0 }}>
            <span className={one.note ? 'truncate' : 'mono truncate'}>{one.note || one.nonce.slice(0, 8)}</span>
            <span className={classes.facts}>
              <span>{t('communities:usedOf', { used: one.used, uses: one.uses })}</span>
              <span>{t('communities:expiresAt', { time: format.dateTime(one.expires) })}</span>
            </span>
          </span>
          <Tag tone={TONES[one.state]}>{t(`communities:invitationState.${one.state}`)}</Tag>
          {one.state === 'open' ? (
            <span className={classes.top}>
              <Copy value={one.link} label={t('communities:copyLink')} />
              <Tooltip label={t('communities:withdrawText')}>
                <Button variant="default" onClick={() => cancel.mutate(one.nonce)} data-testid="invitation-withdraw">
                  {t('communities:withdraw')}
                </Button>
              </Tooltip>
            </span>
          ) : (
            <span />
          )}
        </div>
      ))}
    </div>
  )
}
