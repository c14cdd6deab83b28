import { memo, useCallback, useDeferredValue, useMemo, useState } from 'react'
import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { useSessionStorage } from '@mantine/hooks'
import { IconBookmarkPlus, IconFolderPlus, IconHelp, IconSearchOff, IconStar, IconUsers } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import type { SearchFilters, SearchResult } from '../../../main/contract/search.ts'
import { useAction } from '../../client/queries.ts'
import { useSearch, useSearchAhead } from '../../client/streams/streams.ts'
import type { Sort } from '../../components/grid/sort.ts'
import { Page } from '../../components/page/page.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../components/feedback/state-panel.tsx'
import { useText } from '../../hooks/use-text.ts'
import { FilterBar, type SortBy } from './field/filter-bar.tsx'
import { HelpDialog } from './field/help-dialog.tsx'
import { QueryNotes } from './field/query-notes.tsx'
import { SearchField } from './field/search-field.tsx'
import { ResultFoot } from './results/result-foot.tsx'
import { ResultList } from './results/result-list.tsx'
import { SearchViewLinks } from './search-view-links.tsx'
import classes from './search.module.css'

const NO_FILTERS: SearchFilters = { kinds: [], sizes: [], trusts: [], communities: [] }
const BEST_FIRST: Sort = { column: 'relevance', down: true }
/** Default direction: descending, except for names. */
const isDown = (by: string): boolean => by !== 'name'

// Memoised: typing renders neither of them.
const Filters = memo(FilterBar)

/** Controls beside the field: save the search, help, and the link to saved searches. */
const FieldTools = memo(function FieldTools({
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

/** Facet counts: the previous ones stay until new ones arrive, and are rendered after the rows. */
function useFacets(result: SearchResult | undefined, old: boolean): SearchResult['facets'] {
  const [facets, setFacets] = useState<SearchResult['facets']>(undefined)
  if (result && !old && (result.facets || result.problem) && result.facets !== facets) setFacets(result.facets)
  return useDeferredValue(facets)
}

/** Placeholder when there are no rows. */
function Nothing({
  result,
  text,
  filtered,
  onClear,
  onWish,
}: {
  result: SearchResult
  text: string
  filtered: boolean
  onClear: () => void
  onWish: () => void
}) {
  const { t } = useText()
  const [, navigate] = useLocation()
  if (result.arriving > 0 || (result.network?.waiting ?? 0) > 0)
    return (
      <LoadingPanel
        title={result.arriving > 0 ? t('search:arriving', { count: result.arriving }) : t('search:asking')}
      />
    )
  if (!filtered) {
    return (
      <StatePanel icon={<IconUsers size={24} />} title={t('search:empty.title')} text={t('search:empty.text')}>
        <Button
          variant="default"
          leftSection={<IconFolderPlus size={15} aria-hidden />}
          onClick={() => navigate('/library')}
        >
          {t('search:empty.action')}
        </Button>
      </StatePanel>
    )
  }
  return (
    <StatePanel
      icon={<IconSearchOff size={24} />}
      title={
        result.problem ? t('search:none.problem') : text ? t('search:none.title', { text }) : t('search:none.kind')
      }
      text={result.problem ? t('search:none.mend') : t('search:none.text', { count: result.catalogues })}
    >
      <Button variant="default" onClick={onClear}>
        {t('search:clear')}
      </Button>
      {text !== '' && !result.problem && (
        <Button variant="default" leftSection={<IconStar size={15} aria-hidden />} onClick={onWish}>
          {t('search:saved.wish')}
        </Button>
      )}
    </StatePanel>
  )
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
  const [sort, setSort] = useSessionStorage<Sort>({
    key: 'hyoban.search.sort',
    defaultValue: BEST_FIRST,
    getInitialValueInEffect: false,
  })
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
          onSort={(column) =>
            setSort(sort.column === column ? { column, down: !sort.down } : { column, down: isDown(column) })
          }
          nothing={
            <Nothing result={result} text={wanted} filtered={filtered} onClear={clear} onWish={() => save(true)} />
          }
        />
      )}
      <HelpDialog opened={helping} onClose={() => setHelping(false)} onTry={setText} />
    </Page>
  )
}
