import { memo, useCallback, useDeferredValue, useMemo, useState } from 'react'
import { useSessionStorage } from '@mantine/hooks'
import { SORTS, type SearchFilters, type SearchResult } from '../../../main/contract/search.ts'
import { useAction } from '../../client/queries.ts'
import { useSearch, useSearchAhead } from '../../client/streams/streams.ts'
import type { Sort } from '../../components/grid/sort.ts'
import { useTableSort } from '../../components/grid/use-table-sort.ts'
import { Page } from '../../components/page/page.tsx'
import { LoadingPanel, ProblemPanel } from '../../components/feedback/state-panel.tsx'
import { useText } from '../../hooks/use-text.ts'
import { FieldTools } from './field/field-tools.tsx'
import { FilterBar, type SortBy } from './field/filter-bar.tsx'
import { HelpDialog } from './field/help-dialog.tsx'
import { QueryNotes } from './field/query-notes.tsx'
import { SearchField } from './field/search-field.tsx'
import { NoResults } from './results/no-results.tsx'
import { ResultFoot } from './results/result-foot.tsx'
import { ResultList } from './results/result-list.tsx'
import classes from './search.module.css'

const NO_FILTERS: SearchFilters = { kinds: [], sizes: [], trusts: [], communities: [] }
const BEST_FIRST: Sort = { column: 'relevance', down: true }
/** Default direction: descending, except for names. */
const isDown = (by: string): boolean => by !== 'name'

// Memoised: typing does not render it.
const Filters = memo(FilterBar)

/** Facet counts: the previous ones stay until new ones arrive, and are rendered after the rows. */
function useFacets(result: SearchResult | undefined, old: boolean): SearchResult['facets'] {
  const [facets, setFacets] = useState<SearchResult['facets']>(undefined)
  if (result && !old && (result.facets || result.problem) && result.facets !== facets) setFacets(result.facets)
  return useDeferredValue(facets)
}

/** Instant search over local and neighbours' catalogues, then over the network; one row per content. */
export function SearchPage() {
  const { t } = useText()
  const [text, setText] = useSessionStorage({
    key: 'hyoban.search.text',
    defaultValue: '',
    getInitialValueInEffect: false,
  })
  const [filters, setFilters] = useSessionStorage<SearchFilters>({
    key: 'hyoban.search.filters',
    defaultValue: NO_FILTERS,
    getInitialValueInEffect: false,
  })
  const [sort, setSort] = useTableSort('search', SORTS, BEST_FIRST)
  const [showExcluded, setShowExcluded] = useState(false)
  const [helping, setHelping] = useState(false)
  const [run, setRun] = useState(0)
  // Every letter searches at once; the node cancels the previous search.
  const wanted = text.trim()
  const wish = { filters, sort: { by: sort.column as SortBy, descending: sort.down }, showExcluded, run }
  const search = useSearch({ text: wanted, ...wish })
  const ahead = useSearchAhead()
  const type = (next: string): void => {
    if (next.trim() !== wanted) ahead({ text: next.trim(), ...wish })
    setText(next)
  }
  const result = search.data
  const facets = useFacets(result, search.previous)
  const { mutate: save } = useAction(
    (client, wish: boolean) => client.search.saved.save({ text: wanted, filters, wish }),
    { done: t('search:saved.done') },
  )
  const [onSave, onHelp] = [useCallback((wish: boolean) => save(wish), [save]), useCallback(() => setHelping(true), [])]
  const sortBy = useCallback((by: SortBy) => setSort({ column: by, down: isDown(by) }), [setSort])
  const filtered = wanted !== '' || Object.values(filters).some((list) => list.length > 0)
  const empty = wanted === ''
  const tools = useMemo(() => <FieldTools empty={empty} onSave={onSave} onHelp={onHelp} />, [empty, onSave, onHelp])
  const clear = (): void => {
    setText('')
    setFilters(NO_FILTERS)
  }

  const bar = (
    <div className={classes.bar} role="search">
      <SearchField value={text} invalid={result?.problem !== undefined && !search.previous} onChange={type}>
        {tools}
      </SearchField>
      {result && !search.previous && <QueryNotes text={wanted} result={result} onTake={setText} />}
      <Filters filters={filters} facets={facets} sort={sort.column as SortBy} onChange={setFilters} onSort={sortBy} />
    </div>
  )

  return (
    <Page
      title={t('common:nav.search')}
      head={bar}
      foot={
        result && (
          <ResultFoot
            result={result}
            showExcluded={showExcluded}
            onShowExcluded={setShowExcluded}
            onAnew={() => setRun(run + 1)}
          />
        )
      }
    >
      {search.status === 'error' && search.error && !result ? (
        <ProblemPanel problem={search.error} retry={search.retry} />
      ) : !result ? (
        <LoadingPanel />
      ) : (
        <ResultList
          result={result}
          listKey={search.dataKey}
          old={search.previous}
          sort={sort}
          onSort={(next) => setSort(next ?? BEST_FIRST)}
          nothing={
            <NoResults result={result} text={wanted} filtered={filtered} onClear={clear} onWish={() => save(true)} />
          }
        />
      )}
      <HelpDialog opened={helping} onClose={() => setHelping(false)} onTry={setText} />
    </Page>
  )
}
