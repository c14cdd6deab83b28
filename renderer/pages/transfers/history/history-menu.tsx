import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconDownload, IconUser } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import type { HistoryEntry } from '../../../../main/contract/views/transfer-views.ts'
import { useAction } from '../../../client/queries.ts'
import { ExportItems } from '../../../components/export-items.tsx'
import { useText } from '../../../hooks/use-text.ts'

/** Menu of a finished transfer: download again, share its link, open the peer. */
export function HistoryMenu({ entry, tabIndex }: { entry: HistoryEntry; tabIndex: number }) {
  const { t } = useText()
  const [, navigate] = useLocation()
  const { root, name, size, peer, direction } = entry
  const again = useAction(
    (client, wish: { root: string; name: string; size: number }) => client.transfers.download(wish),
    { done: t('transfers:history.started', { name }) },
  )
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon
          size={26}
          tabIndex={tabIndex}
          aria-label={t('transfers:moreFor', { name })}
          data-testid="history-menu"
        >
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {direction === 'down' && (
          <Menu.Item
            leftSection={<IconDownload size={15} />}
            onClick={() => again.mutate({ root, name, size })}
            data-testid="history-again"
          >
            {t('transfers:history.again')}
          </Menu.Item>
        )}
        <ExportItems subject={null} link={{ root, name, size }} complete={false} />
        <Menu.Item leftSection={<IconUser size={15} />} onClick={() => navigate(`/peers/${peer.publicKey}`)}>
          {t('transfers:showPeer')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
