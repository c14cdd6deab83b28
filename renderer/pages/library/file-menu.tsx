import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconFolderOpen } from '@tabler/icons-react'
import type { SharedFile } from '../../../main/contract/library.ts'
import { useAction, useCapabilities } from '../../client/queries.ts'
import { ExportItems } from '../../components/export-items.tsx'
import { useText } from '../../hooks/use-text.ts'

/** Menu of a shared file: share it by a link or a .torrent. */
export function FileMenu({ file, root, tabIndex }: { file: SharedFile; root: string; tabIndex: number }) {
  const { t } = useText()
  const can = useCapabilities()
  const reveal = useAction((client, shared: string) => client.desktop.revealFile({ root: shared }))
  const name = file.path.split('/').at(-1) ?? file.path
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon
          size={26}
          tabIndex={tabIndex}
          aria-label={t('library:actionsFor', { name })}
          data-testid="file-menu"
        >
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {can.revealFile && (
          <Menu.Item
            leftSection={<IconFolderOpen size={15} />}
            onClick={() => reveal.mutate(root)}
            data-testid="file-reveal"
          >
            {t('transfers:reveal')}
          </Menu.Item>
        )}
        <ExportItems subject={{ root }} link={{ root, name, size: file.size }} complete />
      </Menu.Dropdown>
    </Menu>
  )
}
