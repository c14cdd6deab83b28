import { Button } from '@mantine/core'
import { IconPlugConnected, IconUsersGroup, IconWifiOff } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import { useAction } from '../../client/queries.ts'
import { useCommunities, useStatus } from '../../client/streams/streams.ts'
import { useText, type Translate } from '../../hooks/use-text.ts'
import { StatePanel } from './state-panel.tsx'

/** Why nobody can be met: switched off, or nobody else is in the communities; null if somebody is there. */
export function useAlone(): { off: boolean; communities: string[] } | null {
  const status = useStatus().data
  const communities = useCommunities().data
  if (!status || !communities || status.peers > 0) return null
  const off = status.reason === 'switchedOff'
  const names = communities.filter(({ muted }) => !muted).map(({ name }) => name)
  if (off) return { off, communities: names }
  const looked = status.state === 'online' || status.reason === 'lookingForPeers'
  return looked && names.length > 0 ? { off, communities: names } : null
}

/** Switches the network on. */
export function useConnect() {
  return useAction((client, _input: void) => client.node.configure({ network: true }), { invalidates: ['settings'] })
}

/** The sentence for communities without anybody else. */
export const aloneTitle = (communities: readonly string[], t: Translate): string =>
  communities.length > 1 ? t('common:alone.titleAll') : t('common:alone.title', { name: communities[0] ?? '' })

/** What to do when nobody can be met: connect, or check the community's name and invite. */
export function AlonePanel({ off, communities }: { off: boolean; communities: string[] }) {
  const { t } = useText()
  const [, navigate] = useLocation()
  const connect = useConnect()
  if (off)
    return (
      <StatePanel icon={<IconWifiOff size={24} />} title={t('common:alone.offTitle')} text={t('common:alone.offText')}>
        <Button
          leftSection={<IconPlugConnected size={15} aria-hidden />}
          loading={connect.isPending}
          onClick={() => connect.mutate()}
          data-testid="connect"
        >
          {t('common:alone.connect')}
        </Button>
      </StatePanel>
    )
  return (
    <StatePanel icon={<IconUsersGroup size={24} />} title={aloneTitle(communities, t)} text={t('common:alone.text')}>
      <Button variant="default" onClick={() => navigate('/communities')} data-testid="alone-communities">
        {t('common:alone.communities')}
      </Button>
    </StatePanel>
  )
}
