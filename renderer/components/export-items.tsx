import { Menu } from '@mantine/core'
import { IconFileExport, IconLink, IconMagnet } from '@tabler/icons-react'
import { formatLink, type HyobanLink } from '../../main/contract/link.ts'
import type { Client } from '../client/connection/connection.ts'
import { useAction } from '../client/queries.ts'
import { fileNameOf, fromBase64, saveFile } from '../client/save-file.ts'
import { notifyDone, notifyRefusal } from './feedback/notify.tsx'
import { useText } from '../hooks/use-text.ts'

type ExportRequest = Parameters<Client['transfers']['magnet']>[0]

interface ExportItemsProps {
  /** Subject of the magnet link and .torrent; null if there is only a Hyoban link. */
  subject: ExportRequest | null
  /** Subject of the Hyoban link; null for a folder, which has none. */
  link: HyobanLink | null
  /** The content is complete, so a .torrent can be made. */
  complete: boolean
}

/** Menu items that share a file or folder: Hyoban link, magnet link, .torrent. */
export function ExportItems({ subject, link, complete }: ExportItemsProps) {
  const { t } = useText()
  const copy = (text: string, done: string): void =>
    void navigator.clipboard.writeText(text).then(
      () => notifyDone(done),
      () => notifyRefusal(t('common:export.noClipboard'), t('common:export.noClipboardHint')),
    )
  const magnet = useAction((client, of: ExportRequest) => client.transfers.magnet(of), {
    then: (made) => copy(made.magnet, t('common:export.magnetCopied')),
  })
  const torrent = useAction((client, of: ExportRequest) => client.transfers.exportTorrent(of), {
    then: (made) => {
      const name = fileNameOf(made.name, 'torrent')
      saveFile(name, new Blob([fromBase64(made.torrent)], { type: 'application/x-bittorrent' }))
      notifyDone(t('common:export.torrentMade', { name }))
    },
  })
  return (
    <>
      {link && (
        <Menu.Item
          leftSection={<IconLink size={15} />}
          onClick={() => copy(formatLink(link), t('common:export.linkCopied'))}
          data-testid="copy-link"
        >
          {t('common:export.link')}
        </Menu.Item>
      )}
      {subject && (
        <>
          <Menu.Item
            leftSection={<IconMagnet size={15} />}
            onClick={() => magnet.mutate(subject)}
            data-testid="copy-magnet"
          >
            {t('common:export.magnet')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconFileExport size={15} />}
            disabled={!complete}
            onClick={() => torrent.mutate(subject)}
            data-testid="export-torrent"
          >
            {t('common:export.torrent')}
          </Menu.Item>
        </>
      )}
    </>
  )
}
