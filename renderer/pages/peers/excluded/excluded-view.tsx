import { useMemo } from 'react'
import { SegmentedControl } from '@mantine/core'
import { useSessionStorage } from '@mantine/hooks'
import { IconMoodSmile } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import type { ExcludedRow } from '../../../../main/contract/peers.ts'
import { useDecisions, useExcluded, useIgnored } from '../../../client/streams/streams.ts'
import { DataGrid } from '../../../components/grid/data-grid.tsx'
import type { Sort } from '../../../components/grid/sort.ts'
import { useTableSort } from '../../../components/grid/use-table-sort.ts'
import { Page } from '../../../components/page/page.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../../components/feedback/state-panel.tsx'
import { useText } from '../../../hooks/use-text.ts'
import { DecisionsTable } from '../decisions-table.tsx'
import { ignoredReasonsText } from '../decision-text.ts'
import { PeersViewLinks } from '../peers-view-links.tsx'
import { compareExcluded } from './excluded-order.ts'
import { useExcludedColumns } from './excluded-columns.tsx'
import classes from './excluded.module.css'

const SORTS = ['name', 'by', 'since']
const NEWEST_FIRST: Sort = { column: 'since', down: true }
const keyOf = (row: ExcludedRow): string => row.peer.publicKey

/** "40 ratings ignored: no receipt (25), unknown raters (15)", over all logs. */
function IgnoredLine() {
  const { t } = useText()
  const ignored = useIgnored().data
  if (!ignored) return null
  return (
    <span data-testid="ignored-line">
      {ignored.total === 0
        ? t('trust:ignored.none')
        : t('trust:ignored.line', { count: ignored.total, reasons: ignoredReasonsText(ignored.reasons, t) })}
    </span>
  )
}

function History() {
  const stream = useDecisions(null)
  if (stream.error && !stream.data) return <ProblemPanel problem={stream.error} retry={stream.retry} />
  if (!stream.data) return <LoadingPanel />
  return (
    <div className={classes.history} tabIndex={0}>
      <DecisionsTable rows={stream.data} peers />
    </div>
  )
}

/** Excluded peers with since when, why, until when and by whom; and the history of all decisions. */
export function ExcludedView() {
  const { t } = useText()
  const [, navigate] = useLocation()
  const [part, setPart] = useSessionStorage<'now' | 'history'>({
    key: 'hyoban.excluded.part',
    defaultValue: 'now',
    getInitialValueInEffect: false,
  })
  const [sort, setSort] = useTableSort('excluded', SORTS, NEWEST_FIRST)
  const stream = useExcluded()
  const excluded = stream.data
  const rows = useMemo(
    () => (excluded ?? []).toSorted((a, b) => (sort.down ? 1 : -1) * compareExcluded(a, b, sort.column)),
    [excluded, sort],
  )
  const columns = useExcludedColumns()
  const now = (() => {
    if (stream.error && !excluded) return <ProblemPanel problem={stream.error} retry={stream.retry} />
    if (!excluded) return <LoadingPanel />
    if (rows.length === 0)
      return (
        <StatePanel
          icon={<IconMoodSmile size={24} />}
          title={t('trust:excluded.emptyTitle')}
          text={t('trust:excluded.emptyText')}
        />
      )
    return (
      <DataGrid
        label={t('trust:views.excluded')}
        name="excluded"
        columns={columns}
        rows={rows}
        rowKey={keyOf}
        testId="excluded-row"
        freezeKey={`${sort.column} ${sort.down}`}
        keepGone
        sort={sort}
        onSort={setSort}
        onOpen={(row) => navigate(`/peers/${row.peer.publicKey}`)}
      />
    )
  })()
  return (
    <Page
      title={t('common:nav.peers')}
      head={<PeersViewLinks view="excluded" />}
      tools={
        <SegmentedControl
          value={part}
          onChange={(value) => setPart(value === 'history' ? 'history' : 'now')}
          aria-label={t('trust:excluded.which')}
          data={[
            { value: 'now', label: t('trust:excluded.now', { count: excluded?.length ?? 0 }) },
            { value: 'history', label: t('trust:excluded.history') },
          ]}
        />
      }
      foot={
        <>
          <IgnoredLine />
          <span>{t('trust:excluded.effect')}</span>
          <span>{t('peers:yourView')}</span>
        </>
      }
    >
      {part === 'now' ? now : <History />}
    </Page>
  )
}
