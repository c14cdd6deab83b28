import { ActionIcon, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import type { SharedFile } from '../../../main/contract/library.ts'
import { ExportItems } from '../../components/export-items.tsx'
import { useText } from '../../hooks/use-text.ts'

/** Menu of a shared file: share it by a link or a .torrent. */
export function FileMenu({ file, root, tabIndex }: { file: SharedFile; root: string; tabIndex: number }) {
  const { t } = useText()
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
        <ExportItems subject={{ root }} link={{ root, name, size: file.size }} complete />
      </Menu.Dropdown>
    </Menu>
  )
}
