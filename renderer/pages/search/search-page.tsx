import { useCallback, useMemo, useState } from 'react'
import { Button, Chip, CloseButton, Kbd, Loader, TextInput } from '@mantine/core'
import { useDebouncedValue, useSessionStorage } from '@mantine/hooks'
import { IconFolderPlus, IconSearch, IconSearchOff, IconUsers } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import { FILE_KINDS, type FileKind } from '../../../main/contract/library.ts'
import type { SearchHit } from '../../../main/contract/search.ts'
import type { Transfer } from '../../../main/contract/transfers.ts'
import { useSearch, useTransfers } from '../../client/streams.ts'
import { DataGrid } from '../../components/data-grid.tsx'
import { Page } from '../../components/page.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../components/state-panel.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { DetailsPane } from './details-pane.tsx'
import { searchInputId } from './focus.ts'
import { useHitColumns } from './hit-columns.tsx'
import { useText } from '../../hooks/use-text.ts'
import classes from './search.module.css'

const STEP = 200
const MOST = 1000
const rootOf = (hit: SearchHit): string => hit.root

/** The newest download of each root. */
function downloadsByRoot(transfers: readonly Transfer[]): Map<string, Transfer> {
  const found = new Map<string, Transfer>()
  for (const item of transfers) {
    const before = found.get(item.root)
    if (item.direction === 'down' && (!before || before.started < item.started)) found.set(item.root, item)
  }
  return found
}

/** Instant search over one's own and the neighbours' catalogues, one row a content. */
export function SearchPage() {
  const { t } = useText()
  const format = useFormat()
  const [, navigate] = useLocation()
  const [text, setText] = useSessionStorage({ key: 'hyoban.search.text', defaultValue: '', getInitialValueInEffect: false })
  const [kinds, setKinds] = useSessionStorage<FileKind[]>({
    key: 'hyoban.search.kinds',
    defaultValue: [],
    getInitialValueInEffect: false,
  })
  const [limit, setLimit] = useState(STEP)
  const [showExcluded, setShowExcluded] = useState(false)
  const [selected, setSelected] = useState<string | null>(null)
  const [wanted] = useDebouncedValue(text.trim(), 120)
  const search = useSearch(wanted, kinds, limit, showExcluded)
  const result = search.data
  const transfers = useTransfers().data
  const downloads = useMemo(() => downloadsByRoot(transfers ?? []), [transfers])
  const hit = result?.hits.find((item) => item.root === selected)
  const more = useCallback(() => setLimit((before) => Math.min(MOST, before + STEP)), [])

  const columns = useHitColumns(downloads)

  const filtered = wanted !== '' || kinds.length > 0
  const body = (() => {
    if (search.status === 'error' && search.error && !result) return <ProblemPanel problem={search.error} retry={search.retry} />
    if (!result) return <LoadingPanel />
    if (result.hits.length > 0) {
      return (
        <DataGrid
          label={t('search:results')}
          columns={columns}
          rows={result.hits}
          rowKey={rootOf}
          rowHeight={44}
          testId="search-row"
          freezeKey={search.dataKey}
          keepGone
          selected={selected}
          onOpen={(row) => setSelected(row.root)}
          onEnd={result.hits.length < result.total && limit < MOST && !search.previous ? more : undefined}
        />
      )
    }
    if (result.arriving > 0) return <LoadingPanel title={t('search:arriving', { count: result.arriving })} />
    if (filtered) {
      return (
        <StatePanel
          icon={<IconSearchOff size={24} />}
          title={wanted ? t('search:none.title', { text: wanted }) : t('search:none.kind')}
          text={t('search:none.text', { count: result.catalogues })}
        >
          <Button
            variant="default"
            onClick={() => {
              setText('')
              setKinds([])
            }}
          >
            {t('search:clear')}
          </Button>
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
      <TextInput
        id={searchInputId}
        data-testid="search-input"
        size="md"
        type="search"
        aria-label={t('search:label')}
        placeholder={t('search:placeholder')}
        value={text}
        maxLength={1024}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setText('')
        }}
        leftSection={<IconSearch size={18} aria-hidden />}
        autoComplete="off"
        spellCheck={false}
        autoFocus
        rightSection={
          text ? (
            <CloseButton size="sm" aria-label={t('search:clear')} onClick={() => setText('')} />
          ) : (
            <Kbd size="xs" aria-hidden>
              /
            </Kbd>
          )
        }
      />
      <Chip.Group multiple value={kinds} onChange={(value) => setKinds(FILE_KINDS.filter((kind) => value.includes(kind)))}>
        <div className={classes.chips} role="group" aria-label={t('search:filterKind')}>
          {FILE_KINDS.map((kind) => (
            <Chip key={kind} value={kind} size="xs" variant="light" data-testid={`kind-${kind}`}>
              {t(`common:kinds.${kind}`)}
            </Chip>
          ))}
        </div>
      </Chip.Group>
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
              {t('search:total', {
                shown: format.number(result.hits.length),
                count: result.total,
                total: format.number(result.total),
              })}
            </span>
            <span>{t('search:catalogues', { count: result.catalogues })}</span>
            {(showExcluded || result.hidden.peers > 0) && (
              <span className={classes.hidden} data-testid="hidden-results">
                {!showExcluded && t('search:hidden', { count: result.hidden.hits })}
                <button type="button" className={classes.reveal} onClick={() => setShowExcluded(!showExcluded)} data-testid="show-excluded">
                  {t(showExcluded ? 'search:hideExcluded' : 'search:showExcluded')}
                </button>
              </span>
            )}
            {result.arriving > 0 && (
              <span style={{ display: 'inline-flex', gap: 6, alignItems: 'center' }}>
                <Loader size={11} aria-hidden />
                {t('search:arriving', { count: result.arriving })}
              </span>
            )}
          </>
        )
      }
    >
      <div className={classes.split}>
        <div className={classes.list} aria-busy={search.previous}>
          {body}
        </div>
        {hit && <DetailsPane hit={hit} onClose={() => setSelected(null)} />}
      </div>
    </Page>
  )
}
