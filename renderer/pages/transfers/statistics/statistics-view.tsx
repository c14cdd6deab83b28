import { useState } from 'react'
import { SegmentedControl } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { TransferStatistics } from '../../../../main/contract/views/transfer-views.ts'
import { asProblem } from '../../../client/problem.ts'
import { useClient } from '../../../client/provider.tsx'
import { Page } from '../../../components/page/page.tsx'
import { PeerName } from '../../../components/peer-name.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../../components/feedback/state-panel.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { TransfersViewLinks } from '../transfers-view-links.tsx'
import { DayBars } from './day-bars.tsx'
import classes from './statistics.module.css'

const RANGES = ['7', '30', '365'] as const
const REFRESH_MS = 10_000

function Sums({ total }: { total: TransferStatistics['total'] }) {
  const { t } = useText()
  const format = useFormat()
  const cards = [
    { id: 'given', value: format.bytes(total.given) },
    { id: 'received', value: format.bytes(total.received) },
    { id: 'ratio', value: format.score(total.ratio) },
  ] as const
  return (
    <dl className={classes.cards}>
      {cards.map(({ id, value }) => (
        <div key={id} className={classes.card}>
          <dt>{t(`transfers:statistics.${id}`)}</dt>
          <dd data-testid={`statistics-${id}`}>{value}</dd>
          <dd className={classes.note}>{t(`transfers:statistics.${id}Text`)}</dd>
        </div>
      ))}
    </dl>
  )
}

function Peers({ rows }: { rows: TransferStatistics['byPeer'] }) {
  const { t } = useText()
  const format = useFormat()
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t('common:peer')}</th>
          <th scope="col">{t('transfers:statistics.given')}</th>
          <th scope="col">{t('transfers:statistics.received')}</th>
          <th scope="col">{t('transfers:statistics.ratio')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.peer.publicKey}>
            <td>
              <PeerName peer={row.peer} link />
            </td>
            <td>{format.bytes(row.given)}</td>
            <td>{format.bytes(row.received)}</td>
            <td>{format.score(row.ratio)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Uploaded and downloaded bytes: in total, by day and by peer. */
export function StatisticsView() {
  const { t } = useText()
  const client = useClient()
  const [days, setDays] = useState<(typeof RANGES)[number]>('30')
  const query = useQuery({
    queryKey: ['statistics', days],
    queryFn: ({ signal }) => client.transfers.statistics({ days: Number(days) }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  })
  const { data } = query
  const body = (() => {
    if (query.error && !data)
      return <ProblemPanel problem={asProblem(query.error)} retry={() => void query.refetch()} />
    if (!data) return <LoadingPanel />
    if (data.total.given + data.total.received === 0)
      return (
        <StatePanel
          icon={<IconChartBar size={24} />}
          title={t('transfers:statistics.emptyTitle')}
          text={t('transfers:statistics.emptyText')}
        />
      )
    return (
      <div className={classes.page}>
        <Sums total={data.total} />
        <section className={classes.section}>
          <h2 className={classes.title}>{t('transfers:statistics.byDay')}</h2>
          <DayBars days={data.byDay} range={Number(days)} />
        </section>
        <section className={classes.section}>
          <h2 className={classes.title}>{t('transfers:statistics.byPeer', { count: data.peers })}</h2>
          {data.byPeer.length > 0 ? (
            <Peers rows={data.byPeer} />
          ) : (
            <p className="quiet">{t('transfers:statistics.none')}</p>
          )}
        </section>
      </div>
    )
  })()
  return (
    <Page
      scroll
      title={t('transfers:pages.statistics')}
      head={<TransfersViewLinks view="statistics" />}
      tools={
        <SegmentedControl
          value={days}
          onChange={(value) => setDays(RANGES.find((one) => one === value) ?? '30')}
          aria-label={t('transfers:statistics.range')}
          data={RANGES.map((value) => ({ value, label: t('transfers:statistics.days', { count: Number(value) }) }))}
        />
      }
    >
      {body}
    </Page>
  )
}
