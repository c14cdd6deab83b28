import { Badge, Button, Chip, Menu, Select } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { FILE_KINDS } from '../../../../main/contract/library.ts'
import {
  SIZE_CLASSES,
  SORTS,
  TRUST_CLASSES,
  type SearchFilters,
  type SearchResult,
} from '../../../../main/contract/search.ts'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import classes from './field.module.css'

interface Choice {
  value: string
  label: string
  count: number | null
}

/** One filter as a menu: its options, each with the number of results. */
function FilterMenu({
  label,
  choices,
  chosen,
  onChange,
  testId,
}: {
  label: string
  choices: Choice[]
  chosen: readonly string[]
  onChange: (values: string[]) => void
  testId: string
}) {
  const format = useFormat()
  return (
    <Menu closeOnItemClick={false}>
      <Menu.Target>
        <Button
          size="compact-sm"
          radius="xl"
          variant={chosen.length > 0 ? 'light' : 'default'}
          color="indigo"
          data-testid={testId}
          rightSection={
            chosen.length > 0 ? (
              <Badge size="sm" circle>
                {chosen.length}
              </Badge>
            ) : (
              <IconChevronDown size={13} aria-hidden />
            )
          }
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map(({ value, label: text, count }) => {
          const on = chosen.includes(value)
          return (
            <Menu.CheckboxItem
              key={value}
              checked={on}
              rightSection={count !== null && <span className="quiet tabular">{format.number(count)}</span>}
              onChange={() => onChange(on ? chosen.filter((one) => one !== value) : [...chosen, value])}
            >
              {text}
            </Menu.CheckboxItem>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}

export type SortBy = (typeof SORTS)[number]

interface FilterBarProps {
  filters: SearchFilters
  facets: SearchResult['facets']
  sort: SortBy
  onChange: (filters: SearchFilters) => void
  onSort: (sort: SortBy) => void
}

/** Filters with counts (kinds as chips; size, trust and community as menus) and the sort order. */
export function FilterBar({ filters, facets, sort, onChange, onSort }: FilterBarProps) {
  const { t } = useText()
  const format = useFormat()
  const countOf = (list: readonly { value: string; count: number }[] | undefined, value: string): number | null =>
    list ? (list.find((one) => one.value === value)?.count ?? 0) : null
  const only = <V extends string>(all: readonly V[], values: readonly string[]): V[] =>
    all.filter((value) => values.includes(value))
  const communities = facets?.communities ?? []
  return (
    <div className={classes.filters}>
      <Chip.Group
        multiple
        value={filters.kinds}
        onChange={(values) => onChange({ ...filters, kinds: only(FILE_KINDS, values) })}
      >
        <div className={classes.chips} role="group" aria-label={t('search:filterKind')}>
          {FILE_KINDS.map((kind) => {
            const count = countOf(facets?.kinds, kind)
            return (
              <Chip key={kind} value={kind} size="xs" variant="light" data-testid={`kind-${kind}`}>
                {t(`common:kinds.${kind}`)}
                {count !== null && count > 0 && <span className={classes.chipCount}>{format.number(count)}</span>}
              </Chip>
            )
          })}
        </div>
      </Chip.Group>
      <span className={classes.menus}>
        <FilterMenu
          label={t('search:filter.size')}
          testId="filter-size"
          chosen={filters.sizes}
          choices={SIZE_CLASSES.map((value) => ({
            value,
            label: t(`search:sizeClass.${value}`),
            count: countOf(facets?.sizes, value),
          }))}
          onChange={(values) => onChange({ ...filters, sizes: only(SIZE_CLASSES, values) })}
        />
        <FilterMenu
          label={t('search:filter.trust')}
          testId="filter-trust"
          chosen={filters.trusts}
          choices={TRUST_CLASSES.map((value) => ({
            value,
            label: t(`search:trustClass.${value}`),
            count: countOf(facets?.trusts, value),
          }))}
          onChange={(values) => onChange({ ...filters, trusts: only(TRUST_CLASSES, values) })}
        />
        {(communities.length > 1 || filters.communities.length > 0) && (
          <FilterMenu
            label={t('search:filter.community')}
            testId="filter-community"
            chosen={filters.communities}
            choices={communities.map(({ value, name, count }) => ({ value, label: name, count }))}
            onChange={(values) => onChange({ ...filters, communities: values })}
          />
        )}
        <Select
          size="xs"
          w={132}
          className={classes.order}
          aria-label={t('search:sort.label')}
          value={sort}
          allowDeselect={false}
          data-testid="sort"
          onChange={(value) => onSort(SORTS.find((one) => one === value) ?? 'relevance')}
          data={SORTS.map((value) => ({ value, label: t(`search:sort.${value}`) }))}
        />
      </span>
    </div>
  )
}
