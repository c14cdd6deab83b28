import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconUserCheck } from '@tabler/icons-react'
import type { Transfer } from '../../../main/contract/transfers.ts'
import { useAction } from '../../client/queries.ts'
import { useText } from '../../hooks/use-text.ts'

/** True for a download that is blocked because the user excludes its peer; only readmission resumes it. */
export const isBlockedByExclusion = ({ problem, state }: Transfer): boolean =>
  problem?.code === 'EXCLUDED' && problem.details.by === 'you' && state !== 'done'

/** Readmits the excluded peer of a download, which then resumes by itself; as a button, or as an icon in a row. */
export function ReadmitAction({
  transfer,
  icon = false,
  tabIndex,
}: {
  transfer: Transfer
  icon?: boolean
  tabIndex?: number
}) {
  const { t } = useText()
  const { peer, problem } = transfer
  // The blocked source may be another than the one first requested.
  const publicKey = String(problem?.details.peer ?? peer.publicKey)
  const name = publicKey !== peer.publicKey ? publicKey.slice(0, 8) : peer.name || peer.fingerprint
  const allow = useAction(
    (client, publicKey: string) => client.peers.decide({ publicKey, decision: 'allow', until: null }),
    { done: t('transfers:letInDone', { name }) },
  )
  const press = (): void => allow.mutate(publicKey)
  if (!icon) {
    return (
      <Button
        size="xs"
        variant="default"
        leftSection={<IconUserCheck size={15} aria-hidden />}
        loading={allow.isPending}
        onClick={press}
        data-testid="readmit"
      >
        {t('transfers:letIn')}
      </Button>
    )
  }
  return (
    <Tooltip label={t('transfers:letIn')}>
      <ActionIcon
        tabIndex={tabIndex}
        aria-label={`${t('transfers:letIn')}: ${name}`}
        onClick={press}
        loading={allow.isPending}
        data-testid="transfer-let-in"
      >
        <IconUserCheck size={16} />
      </ActionIcon>
    </Tooltip>
  )
}
