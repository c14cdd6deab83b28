import { Button, Menu } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconArrowsSort } from '@tabler/icons-react'
import { useText } from '../../hooks/use-text.ts'
import type { Column } from './grid-row.tsx'
import type { Sort } from './sort.ts'
import type { TableColumns } from './use-columns.ts'

interface SortMenuProps<T> {
  columns: readonly Column<T>[]
  table: TableColumns
  sort: Sort | null | undefined
}

/** What the headers of a table are for, on a phone, whose cards have none: choosing a column again turns the order. */
export function SortMenu<T>({ columns, table, sort }: SortMenuProps<T>) {
  const { t } = useText()
  const sortable = columns.filter((column) => column.sortable)
  if (sortable.length === 0) return null
  const chosen = sortable.find((column) => column.id === sort?.column)
  const Icon = sort && chosen ? (sort.down ? IconArrowDown : IconArrowUp) : IconArrowsSort
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<Icon size={16} aria-hidden />}
          aria-label={chosen ? t('common:table.sortedBy', { name: chosen.header }) : t('common:table.sort')}
          data-testid="sort-menu"
        >
          {chosen?.header ?? t('common:table.sort')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {sortable.map((column) => {
          const on = column === chosen
          return (
            <Menu.Item
              key={column.id}
              closeMenuOnClick={false}
              aria-current={on || undefined}
              rightSection={on ? <Icon size={15} aria-hidden /> : null}
              onClick={() => table.sortBy(column.id)}
              data-testid={`sort-${column.id}`}
            >
              {column.header}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
