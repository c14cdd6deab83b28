import { ActionIcon, Menu } from '@mantine/core'
import { IconColumns3, IconRestore } from '@tabler/icons-react'
import { useText } from '../../hooks/use-text.ts'
import type { Column } from './grid-row.tsx'
import type { Density } from './layout.ts'
import type { TableColumns } from './use-columns.ts'
import classes from './data-grid.module.css'

const DENSITIES: Density[] = ['compact', 'comfortable']

interface ColumnMenuProps<T> {
  /** The table's name, for screen readers. */
  label: string
  columns: readonly Column<T>[]
  table: TableColumns
  /** Columns for which there is room. */
  fits: (column: Column<T>) => boolean
  /** Null on a phone, whose cards have one height. */
  density: Density | null
  onDensity: (density: Density) => void
}

/** The menu of a table: which columns it shows, how high its rows are, and back to how it was. */
export function ColumnMenu<T>({ label, columns, table, fits, density, onDensity }: ColumnMenuProps<T>) {
  const { t } = useText()
  const optional = columns.filter((column) => table.canHide(column.id))
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={26}
          aria-label={t('common:table.menu', { name: label })}
          title={t('common:table.menu', { name: label })}
          data-testid="table-menu"
        >
          <IconColumns3 size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown data-testid="table-menu-items">
        {optional.length > 0 && <Menu.Label>{t('common:table.columns')}</Menu.Label>}
        {optional.map((column) => (
          <Menu.CheckboxItem
            key={column.id}
            closeMenuOnClick={false}
            checked={table.isVisible(column.id)}
            rightSection={
              table.isVisible(column.id) && !fits(column) ? (
                <span className={classes.noRoom}>{t('common:table.noRoom')}</span>
              ) : null
            }
            onChange={() => table.toggle(column.id)}
          >
            {column.header}
          </Menu.CheckboxItem>
        ))}
        {density !== null && (
          <>
            {optional.length > 0 && <Menu.Divider />}
            <Menu.Label>{t('common:table.rows')}</Menu.Label>
            <Menu.RadioGroup
              value={density}
              onChange={(value) => onDensity(value === 'comfortable' ? 'comfortable' : 'compact')}
            >
              {DENSITIES.map((one) => (
                <Menu.RadioItem key={one} value={one} closeMenuOnClick={false}>
                  {t(`common:table.density.${one}`)}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </>
        )}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconRestore size={15} aria-hidden />}
          disabled={!table.changed}
          onClick={table.reset}
          data-testid="table-reset"
        >
          {t('common:table.reset')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
