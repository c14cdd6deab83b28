import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { ActionIcon, Button, Loader, Menu, Tooltip } from '@mantine/core'
import { useSessionStorage } from '@mantine/hooks'
import { IconBookmarkPlus, IconFolderPlus, IconHelp, IconSearchOff, IconStar, IconUsers } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import type { SearchFilters, SearchHit } from '../../../main/contract/search.ts'
import type { Transfer } from '../../../main/contract/transfers.ts'
import { useAction } from '../../client/queries.ts'
import { useSearch, useTransfers } from '../../client/streams.ts'
import { DataGrid, type Sort } from '../../components/data-grid.tsx'
import { Page } from '../../components/page.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../components/state-panel.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { usePicks } from '../../hooks/use-picks.ts'
import { useText } from '../../hooks/use-text.ts'
import { DetailsPane } from './details/details-pane.tsx'
import { FilterBar, type SortBy } from './field/filter-bar.tsx'
import { HelpDialog } from './field/help-dialog.tsx'
import { QueryNotes } from './field/query-notes.tsx'
import { SearchField } from './field/search-field.tsx'
import { useHitColumns } from './results/hit-columns.tsx'
import { PicksBar } from './results/picks-bar.tsx'
import { slotKey, useRows, type Slot } from './results/use-rows.ts'
import { ViewLinks } from './view-links.tsx'
import classes from './search.module.css'

const NO_FILTERS: SearchFilters = { kinds: [], sizes: [], trusts: [], communities: [] }
const rootOf = (hit: SearchHit): string => hit.root
/** Largest, newest and most first; names from A. */
const isDown = (by: SortBy): boolean => by !== 'name'

/** The newest download of each root. */
function downloadsByRoot(transfers: readonly Transfer[]): Map<string, Transfer> {
  const found = new Map<string, Transfer>()
  for (const item of transfers) {
    const before = found.get(item.root)
    if (item.direction === 'down' && (!before || before.started < item.started)) found.set(item.root, item)
  }
  return found
}

/** Instant search over one's own and the neighbours' catalogues, then over the network; one row a content. */
export function SearchPage() {
  const { t } = useText()
  const format = useFormat()
  const [, navigate] = useLocation()
  const [text, setText] = useSessionStorage({ key: 'hyoban.search.text', defaultValue: '', getInitialValueInEffect: false })
  const [filters, setFilters] = useSessionStorage<SearchFilters>({ key: 'hyoban.search.filters', defaultValue: NO_FILTERS, getInitialValueInEffect: false })
  const [sort, setSort] = useSessionStorage<Sort>({ key: 'hyoban.search.sort', defaultValue: { column: 'relevance', down: true }, getInitialValueInEffect: false })
  const [showExcluded, setShowExcluded] = useState(false)
  const [selected, setSelected] = useState<string | null>(null)
  const [helping, setHelping] = useState(false)
  const [run, setRun] = useState(0)
  // each letter asks at once: the node gives up the search for the text before it
  const wanted = text.trim()
  const search = useSearch({ text: wanted, filters, sort: { by: sort.column as SortBy, descending: sort.down }, showExcluded, run })
  const result = search.data
  const { slots, onRange } = useRows(result)
  const transfers = useTransfers().data
  const downloads = useMemo(() => downloadsByRoot(transfers ?? []), [transfers])
  const picks = usePicks(rootOf)
  const hit = useMemo(() => (selected === null ? undefined : slots.find((slot) => slot.hit?.root === selected)?.hit), [slots, selected])
  const save = useAction((client, wish: boolean) => client.search.saved.save({ text: wanted, filters, wish }), { done: t('search:saved.done') })

  const pick = (slot: Slot, range: boolean): void => {
    const known = slots.flatMap((one) => (one.hit ? [one.hit] : []))
    picks.press(known, known.findIndex((one) => one.root === slot.hit?.root), range)
  }
  const picking = useRef(pick)
  useEffect(() => {
    picking.current = pick
  })
  const onPick = useCallback((slot: Slot, range: boolean) => picking.current(slot, range), [])
  const columns = useHitColumns({ downloads, picked: picks.picked, onPick })
  const sortBy = (by: SortBy): void => setSort({ column: by, down: isDown(by) })
  const filtered = wanted !== '' || Object.values(filters).some((list) => list.length > 0)
  const body = (() => {
    if (search.status === 'error' && search.error && !result) return <ProblemPanel problem={search.error} retry={search.retry} />
    if (!result) return <LoadingPanel />
    if (slots.length > 0) {
      return (
        <DataGrid
          label={t('search:results')}
          columns={columns}
          rows={slots}
          rowKey={slotKey}
          rowHeight={44}
          testId="search-row"
          freezeKey={search.dataKey}
          selected={selected}
          onOpen={(slot) => slot.hit && setSelected(slot.hit.root)}
          onRange={onRange}
          sort={sort}
          onSort={(column) => setSort(sort.column === column ? { column, down: !sort.down } : { column, down: isDown(column as SortBy) })}
        />
      )
    }
    if (result.arriving > 0 || (result.network?.waiting ?? 0) > 0) return <LoadingPanel title={result.arriving > 0 ? t('search:arriving', { count: result.arriving }) : t('search:asking')} />
    if (filtered) {
      return (
        <StatePanel
          icon={<IconSearchOff size={24} />}
          title={result.problem ? t('search:none.problem') : wanted ? t('search:none.title', { text: wanted }) : t('search:none.kind')}
          text={result.problem ? t('search:none.mend') : t('search:none.text', { count: result.catalogues })}
        >
          <Button
            variant="default"
            onClick={() => {
              setText('')
              setFilters(NO_FILTERS)
            }}
          >
            {t('search:clear')}
          </Button>
          {wanted !== '' && !result.problem && (
            <Button variant="default" leftSection={<IconStar size={15} aria-hidden />} onClick={() => save.mutate(true)}>
              {t('search:saved.wish')}
            </Button>
          )}
        </StatePanel>
      )
    }
    return (
      <StatePanel icon={<IconUsers size={24} />} title={t('search:empty.title')} text={t('search:empty.text')}>
        <Button variant="default" leftSection={<IconFolderPlus size={15} aria-hidden />} onClick={() => navigate('/library')}>
          {t('search:empty.action')}
        </Button>
      </StatePanel>
    )
  })()

  const bar = (
    <div className={classes.bar} role="search">
      <SearchField value={text} invalid={result?.problem !== undefined && !search.previous} onChange={setText}>
        <Menu>
          <Menu.Target>
            <ActionIcon size={34} variant="default" disabled={wanted === ''} aria-label={t('search:saved.keep')} data-testid="keep-search">
              <IconBookmarkPlus size={17} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconBookmarkPlus size={15} />} onClick={() => save.mutate(false)} data-testid="save-search">
              {t('search:saved.save')}
            </Menu.Item>
            <Menu.Item leftSection={<IconStar size={15} />} onClick={() => save.mutate(true)} data-testid="save-wish">
              {t('search:saved.wish')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <Tooltip label={t('search:help.title')}>
          <ActionIcon size={34} variant="default" onClick={() => setHelping(true)} aria-label={t('search:help.title')} data-testid="search-help">
            <IconHelp size={17} />
          </ActionIcon>
        </Tooltip>
        <ViewLinks view="search" />
      </SearchField>
      {result && !search.previous && <QueryNotes text={wanted} result={result} onTake={setText} />}
      <FilterBar filters={filters} facets={result?.facets} sort={sort.column as SortBy} onChange={setFilters} onSort={sortBy} />
    </div>
  )

  return (
    <Page
      title={t('common:nav.search')}
      head={bar}
      foot={
        result && (
          <>
            <span role="status" data-testid="search-total">
              {t(result.more ? 'search:totalMore' : 'search:found', { count: result.total, total: format.number(result.total) })}
            </span>
            <span>{t('search:catalogues', { count: result.catalogues })}</span>
            {result.network && (
              <span className={classes.asked} data-testid="network">
                {result.network.waiting > 0 && <Loader size={11} aria-hidden />}
                {result.network.asked === 0 && result.network.waiting > 0 ? t('search:asking') : t('search:network', { asked: result.network.asked, answered: result.network.answered, count: result.network.asked })}
              </span>
            )}
            {(result.fresh ?? 0) > 0 && (
              <button type="button" className={classes.reveal} onClick={() => setRun(run + 1)} data-testid="fresh">
                {t('search:fresh', { count: result.fresh })}
              </button>
            )}
            {(showExcluded || result.hidden.peers > 0) && (
              <span className={classes.hidden} data-testid="hidden-results">
                {!showExcluded && (result.hidden.hits > 0 ? t('search:hidden', { count: result.hidden.hits }) : t('search:hiddenPeers', { count: result.hidden.peers }))}
                <button type="button" className={classes.reveal} onClick={() => setShowExcluded(!showExcluded)} data-testid="show-excluded">
                  {t(showExcluded ? 'search:hideExcluded' : 'search:showExcluded')}
                </button>
              </span>
            )}
            {result.arriving > 0 && (
              <span className={classes.asked}>
                <Loader size={11} aria-hidden />
                {t('search:arriving', { count: result.arriving })}
              </span>
            )}
          </>
        )
      }
    >
      <PicksBar hits={[...picks.picked.values()]} onClear={picks.clear} />
      <div
        className={classes.split}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && selected !== null && event.currentTarget.contains(event.target as Node) && !event.defaultPrevented) setSelected(null)
        }}
      >
        <div className={classes.list} aria-busy={search.previous}>
          {body}
        </div>
        {hit && <DetailsPane key={hit.root} hit={hit} snapshot={result?.snapshot} onClose={() => setSelected(null)} />}
      </div>
      <HelpDialog opened={helping} onClose={() => setHelping(false)} onTry={setText} />
    </Page>
  )
}
