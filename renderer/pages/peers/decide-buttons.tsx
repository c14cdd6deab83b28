import { Button, Menu } from '@mantine/core'
import { IconBan, IconCheck, IconChevronDown, IconRotate2 } from '@tabler/icons-react'
import type { PeerDetail } from '../../../main/contract/peers.ts'
import { useAction } from '../../client/queries.ts'
import { useText } from '../../hooks/use-text.ts'

const HOUR = 3_600_000
const SPANS = [
  ['hour', HOUR],
  ['day', 24 * HOUR],
  ['week', 7 * 24 * HOUR],
  ['month', 30 * 24 * HOUR],
] as const

interface Decision {
  decision: 'allow' | 'block' | 'rule'
  until: number | null
}

/** The user's own decision on a peer: allow, block (permanently or for a while), or follow the rule. */
export function DecideButtons({ detail }: { detail: PeerDetail }) {
  const { t } = useText()
  const { peer, override } = detail
  const name = peer.name || peer.fingerprint
  const call = (done: string) => ({ done })
  const decide = (
    client: Parameters<Parameters<typeof useAction<Decision, void>>[0]>[0],
    input: Decision,
  ): Promise<void> => client.peers.decide({ publicKey: peer.publicKey, ...input })
  const allow = useAction(decide, call(t('trust:decide.allowed', { name })))
  const block = useAction(decide, call(t('trust:decide.blocked', { name })))
  const rule = useAction(decide, call(t('trust:decide.ruled', { name })))
  const blockFor = (span: number | null): void =>
    block.mutate({ decision: 'block', until: span === null ? null : Date.now() + span })
  return (
    <>
      {override?.decision !== 'allow' && (
        <Button
          variant="default"
          leftSection={<IconCheck size={15} aria-hidden />}
          loading={allow.isPending}
          onClick={() => allow.mutate({ decision: 'allow', until: null })}
          data-testid="allow-button"
        >
          {t('trust:decide.allow')}
        </Button>
      )}
      <Menu width={180}>
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconBan size={15} aria-hidden />}
            rightSection={<IconChevronDown size={13} aria-hidden />}
            loading={block.isPending}
            data-testid="block-button"
          >
            {t('trust:decide.block')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown aria-label={t('trust:decide.blockMenu', { name })}>
          {SPANS.map(([id, span]) => (
            <Menu.Item key={id} onClick={() => blockFor(span)} data-testid={`block-${id}`}>
              {t(`trust:decide.${id}`)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item color="var(--hy-bad-text)" onClick={() => blockFor(null)} data-testid="block-for-good">
            {t('trust:decide.forGood')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {override && (
        <Button
          variant="default"
          leftSection={<IconRotate2 size={15} aria-hidden />}
          loading={rule.isPending}
          onClick={() => rule.mutate({ decision: 'rule', until: null })}
          data-testid="rule-button"
        >
          {t('trust:decide.rule')}
        </Button>
      )}
    </>
  )
}
