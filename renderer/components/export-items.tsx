import { Menu } from '@mantine/core'
import { IconFileExport, IconLink, IconMagnet } from '@tabler/icons-react'
import { formatLink, type HyobanLink } from '../../main/contract/link.ts'
import type { Client } from '../client/connection/connection.ts'
import { useAction } from '../client/queries.ts'
import { fileNameOf, fromBase64, saveFile } from '../client/save-file.ts'
import { notifyDone, notifyRefusal } from './feedback/notify.tsx'
import { useText } from '../hooks/use-text.ts'

type ExportWish = Parameters<Client['transfers']['magnet']>[0]

interface ExportItemsProps {
  /** What the magnet link and the torrent are of; null: there is only the Hyoban link. */
  wish: ExportWish | null
  /** What a Hyoban link names; null for a folder, which has none. */
  link: HyobanLink | null
  /** Whole here: a .torrent can be made. */
  whole: boolean
}

/** Entries of a menu that hand a file or folder on: its Hyoban link, its magnet link, a .torrent. */
export function ExportItems({ wish, link, whole }: ExportItemsProps) {
  const { t } = useText()
  const copy = (text: string, done: string): void =>
    void navigator.clipboard.writeText(text).then(
      () => notifyDone(done),
      () => notifyRefusal(t('common:export.noClipboard'), t('common:export.noClipboardHint')),
    )
  const magnet = useAction((client, of: ExportWish) => client.transfers.magnet(of), {
    then: (made) => copy(made.magnet, t('common:export.magnetCopied')),
  })
  const torrent = useAction((client, of: ExportWish) => client.transfers.exportTorrent(of), {
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
      {wish && (
        <>
          <Menu.Item
            leftSection={<IconMagnet size={15} />}
            onClick={() => magnet.mutate(wish)}
            data-testid="copy-magnet"
          >
            {t('common:export.magnet')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconFileExport size={15} />}
            disabled={!whole}
            onClick={() => torrent.mutate(wish)}
            data-testid="export-torrent"
          >
            {t('common:export.torrent')}
          </Menu.Item>
        </>
      )}
    </>
  )
}
