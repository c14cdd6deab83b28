import { memo } from 'react'
import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconBookmarkPlus, IconHelp, IconStar } from '@tabler/icons-react'
import { useText } from '../../../hooks/use-text.ts'
import { SearchViewLinks } from '../search-view-links.tsx'

/** Controls beside the field: save the search, help, and the link to saved searches. Memoised for typing. */
export const FieldTools = memo(function FieldTools({
  empty,
  onSave,
  onHelp,
}: {
  empty: boolean
  onSave: (wish: boolean) => void
  onHelp: () => void
}) {
  const { t } = useText()
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon
            size={34}
            variant="default"
            disabled={empty}
            aria-label={t('search:saved.keep')}
            data-testid="keep-search"
          >
            <IconBookmarkPlus size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconBookmarkPlus size={15} />}
            onClick={() => onSave(false)}
            data-testid="save-search"
          >
            {t('search:saved.save')}
          </Menu.Item>
          <Menu.Item leftSection={<IconStar size={15} />} onClick={() => onSave(true)} data-testid="save-wish">
            {t('search:saved.wish')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Tooltip label={t('search:help.title')}>
        <ActionIcon
          size={34}
          variant="default"
          onClick={onHelp}
          aria-label={t('search:help.title')}
          data-testid="search-help"
        >
          <IconHelp size={17} />
        </ActionIcon>
      </Tooltip>
      <SearchViewLinks view="search" />
    </>
  )
})
