import { useMemo, useState } from 'react'
import { Button, CloseButton, SegmentedControl, TextInput } from '@mantine/core'
import { useSessionStorage } from '@mantine/hooks'
import { IconSearch, IconUsers, IconUserSearch } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import type { PeerRow } from '../../../main/contract/peers.ts'
import { usePeers } from '../../client/streams.ts'
import { DataGrid, nextSort, type Column, type Sort } from '../../components/data-grid.tsx'
import { Page } from '../../components/page.tsx'
import { PeerName } from '../../components/peer-name.tsx'
import { Sparkline } from '../../components/sparkline.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../components/state-panel.tsx'
import { DECISION_COLOR, TrustMeter } from '../../components/trust-meter.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { useNow } from '../../hooks/use-now.ts'
import { DecisionCell } from './decision-cell.tsx'
import { comparePeers, type PeerSort } from './verdict.ts'
import { YouCard } from './you-card.tsx'
import { useText } from '../../hooks/use-text.ts'
import classes from './peers.module.css'

const VIEWS = ['all', 'online', 'good', 'new', 'bad'] as const
type View = (typeof VIEWS)[number]
const SORTS: PeerSort[] = ['name', 'trust', 'ratings', 'shared', 'exchanged', 'seen']
const keyOf = (peer: PeerRow): string => peer.publicKey
const inView = (peer: PeerRow, view: View): boolean =>
  view === 'all' || (view === 'online' ? peer.online : peer.trust.decision === view)

/** Everybody ever met, with the trust that my evidence gives them. */
export function PeersPage() {
  const { t } = useText()
  const format = useFormat()
  const now = useNow()
  const [, navigate] = useLocation()
  const stream = usePeers()
  const peers = stream.data
  const [text, setText] = useState('')
  const [view, setView] = useSessionStorage<View>({
    key: 'hyoban.peers.view',
    defaultValue: 'all',
    getInitialValueInEffect: false,
  })
  const [sort, setSort] = useSessionStorage<Sort>({
    key: 'hyoban.peers.sort',
    defaultValue: { column: 'trust', down: true },
    getInitialValueInEffect: false,
  })

  const rows = useMemo(() => {
    const wanted = text.trim().toLocaleLowerCase()
    const column = SORTS.find((item) => item === sort.column) ?? 'trust'
    return (peers ?? [])
      .filter(
        (peer) =>
          inView(peer, view) &&
          (wanted === '' || `${peer.name} ${peer.fingerprint} ${peer.publicKey}`.toLocaleLowerCase().includes(wanted)),
      )
      .sort((a, b) => (sort.down ? 1 : -1) * comparePeers(a, b, column))
  }, [peers, text, view, sort])

  const columns: Column<PeerRow>[] = [
    {
      id: 'name',
      header: t('common:peer'),
      width: 'minmax(140px, 1.2fr)',
      sortable: true,
      cell: (row) => (
        <span className={classes.cell}>
          <span
            className={classes.lamp}
            data-on={row.online || undefined}
            role="img"
            aria-label={row.online ? t('common:online') : t('common:away')}
            title={row.online ? t('common:online') : t('common:away')}
          />
          <PeerName peer={{ publicKey: row.publicKey, fingerprint: row.fingerprint, name: row.name }} />
        </span>
      ),
    },
    {
      id: 'trust',
      header: t('peers:trust'),
      width: 'minmax(176px, 1fr)',
      sortable: true,
      cell: (row) => <TrustMeter trust={row.trust} />,
    },
    { id: 'decision', header: t('peers:decision'), width: '96px', cell: (row) => <DecisionCell peer={row} /> },
    {
      id: 'history',
      header: t('peers:history'),
      width: '92px',
      from: 700,
      cell: (row) => <Sparkline values={row.history} color={DECISION_COLOR[row.trust.decision]} />,
    },
    {
      id: 'ratings',
      header: t('peers:ratings'),
      width: '112px',
      sortable: true,
      cell: (row) => (
        <span className={`${classes.two} tabular`}>
          <span>{t('peers:ratingCount', { count: row.trust.count })}</span>
          <span className={classes.small}>{t('peers:raterCount', { count: row.trust.raters })}</span>
        </span>
      ),
    },
    {
      id: 'shared',
      header: t('peers:shared'),
      width: '92px',
      align: 'end',
      from: 880,
      sortable: true,
      cell: (row) => (
        <span className={classes.two}>
          <span>{format.number(row.sharedFiles)}</span>
          <span className={classes.small}>{format.bytes(row.sharedBytes)}</span>
        </span>
      ),
    },
    {
      id: 'exchanged',
      header: t('peers:exchanged'),
      width: '92px',
      align: 'end',
      from: 980,
      sortable: true,
      cell: (row) => (
        <span className={classes.two}>
          <span title={t('peers:received')}>↓ {format.bytes(row.received)}</span>
          <span className={classes.small} title={t('peers:given')}>
            ↑ {format.bytes(row.given)}
          </span>
        </span>
      ),
    },
    {
      id: 'seen',
      header: t('peers:seen'),
      width: '96px',
      align: 'end',
      from: 780,
      sortable: true,
      cell: (row) =>
        row.online ? (
          <span>{t('peers:now')}</span>
        ) : (
          <span className="quiet" title={row.lastSeen === null ? '' : format.dateTime(row.lastSeen)}>
            {row.lastSeen === null ? t('peers:never') : format.relative(row.lastSeen, now)}
          </span>
        ),
    },
  ]

  const body = (() => {
    if (stream.status === 'error' && stream.error && !peers) return <ProblemPanel problem={stream.error} retry={stream.retry} />
    if (!peers) return <LoadingPanel />
    if (rows.length > 0) {
      return (
        <DataGrid
          label={t('common:nav.peers')}
          columns={columns}
          rows={rows}
          rowKey={keyOf}
          rowHeight={52}
          testId="peer-row"
          freezeKey={`${text} ${view} ${sort.column} ${sort.down}`}
          keepGone
          sort={sort}
          onSort={(column) => setSort(nextSort(sort, column, column !== 'name'))}
          onOpen={(row) => navigate(`/peers/${row.publicKey}`)}
        />
      )
    }
    if (peers.length === 0)
      return <StatePanel icon={<IconUsers size={24} />} title={t('peers:empty.title')} text={t('peers:empty.text')} />
    return (
      <StatePanel icon={<IconUserSearch size={24} />} title={t('peers:noMatch.title')} text={t('peers:noMatch.text')}>
        <Button
          variant="default"
          onClick={() => {
            setText('')
            setView('all')
          }}
        >
          {t('peers:showAll')}
        </Button>
      </StatePanel>
    )
  })()

  return (
    <Page
      title={t('common:nav.peers')}
      tools={
        <>
          <TextInput
            size="xs"
            w={200}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            placeholder={t('peers:filter')}
            aria-label={t('peers:filter')}
            leftSection={<IconSearch size={14} aria-hidden />}
            data-testid="peer-filter"
            spellCheck={false}
            rightSection={text ? <CloseButton size="xs" aria-label={t('common:clear')} onClick={() => setText('')} /> : null}
          />
          <SegmentedControl
            value={view}
            onChange={(value) => setView(VIEWS.find((item) => item === value) ?? 'all')}
            data={VIEWS.map((value) => ({ value, label: t(`peers:views.${value}`) }))}
            aria-label={t('peers:show')}
          />
        </>
      }
      foot={
        peers && (
          <>
            <span>{t('peers:total', { count: peers.length })}</span>
            <span>{t('peers:totalOnline', { count: peers.filter((peer) => peer.online).length })}</span>
            <span>{t('peers:totalExcluded', { count: peers.filter((peer) => peer.trust.decision === 'bad').length })}</span>
            <span>{t('peers:yourView')}</span>
          </>
        )
      }
    >
      <YouCard />
      {body}
    </Page>
  )
}
