import { useMemo } from 'react'
import { useLocation } from 'wouter'
import type { TrustGraph } from '../../../../main/contract/peers.ts'
import { DataGrid } from '../../../components/grid/data-grid.tsx'
import type { Column } from '../../../components/grid/grid-row.tsx'
import type { Sort } from '../../../components/grid/sort.ts'
import { useTableSort } from '../../../components/grid/use-table-sort.ts'
import { PeerName } from '../../../components/peer-name.tsx'
import { ScoreMark } from '../../../components/trust/score-mark.tsx'
import { TrustBadge } from '../../../components/trust/trust-badge.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { compareEdges, namedEdges, type NamedEdge } from './graph-rows.ts'

const SORTS = ['from', 'to', 'mean', 'count']
const MOST_FIRST: Sort = { column: 'count', down: true }
const keyOf = (edge: NamedEdge): string => `${edge.from.publicKey} ${edge.to.publicKey}`

/** The graph as rows: who rated whom, how and how often. Opens the rated peer. */
export function GraphTable({ graph }: { graph: TrustGraph }) {
  const { t } = useText()
  const format = useFormat()
  const [, navigate] = useLocation()
  const [sort, setSort] = useTableSort('ratings', SORTS, MOST_FIRST)
  const rows = useMemo(
    () => namedEdges(graph).sort((a, b) => (sort.down ? 1 : -1) * compareEdges(a, b, sort.column)),
    [graph, sort],
  )
  const name = (node: NamedEdge['from']) => (node.me ? <b>{t('trust:graph.me')}</b> : <PeerName peer={node} />)
  const columns: Column<NamedEdge>[] = [
    {
      id: 'from',
      header: t('trust:graph.from'),
      width: 'minmax(140px, 1fr)',
      sortable: true,
      cell: (row) => name(row.from),
    },
    { id: 'to', header: t('trust:graph.to'), width: 'minmax(140px, 1fr)', sortable: true, cell: (row) => name(row.to) },
    {
      id: 'mean',
      header: t('trust:graph.mean'),
      width: '110px',
      sortable: true,
      downFirst: true,
      cell: (row) => <ScoreMark score={row.mean} />,
    },
    {
      id: 'count',
      header: t('trust:graph.count'),
      width: '80px',
      align: 'end',
      sortable: true,
      downFirst: true,
      cell: (row) => format.number(row.count),
    },
    {
      id: 'standing',
      header: t('trust:graph.standing'),
      width: '150px',
      from: 760,
      cell: (row) => (row.to.me ? '' : <TrustBadge trust={row.to.trust} />),
    },
  ]
  return (
    <DataGrid
      label={t('trust:views.graph')}
      name="ratings"
      columns={columns}
      rows={rows}
      rowKey={keyOf}
      testId="edge-row"
      freezeKey={`${sort.column} ${sort.down}`}
      sort={sort}
      onSort={setSort}
      onOpen={(row) => navigate(row.to.me ? '/peers' : `/peers/${row.to.publicKey}`)}
    />
  )
}
