import { useMemo, useState } from 'react'
import { Button, CloseButton, SegmentedControl, TextInput } from '@mantine/core'
import { useSessionStorage } from '@mantine/hooks'
import { IconSearch, IconUsers, IconUserSearch } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import type { PeerRow } from '../../../main/contract/peers.ts'
import { usePeers } from '../../client/streams/streams.ts'
import { DataGrid } from '../../components/grid/data-grid.tsx'
import type { Sort } from '../../components/grid/sort.ts'
import { useTableSort } from '../../components/grid/use-table-sort.ts'
import { Page } from '../../components/page/page.tsx'
import { AlonePanel, useAlone } from '../../components/feedback/alone-panel.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../components/feedback/state-panel.tsx'
import { usePeerColumns } from './peer-columns.tsx'
import { PeersViewLinks } from './peers-view-links.tsx'
import { comparePeers, type PeerSort } from './peer-order.ts'
import { OwnTrustCard } from './trust/own-trust-card.tsx'
import { useText } from '../../hooks/use-text.ts'

const VIEWS = ['all', 'online', 'good', 'new', 'bad'] as const
type View = (typeof VIEWS)[number]
const SORTS: PeerSort[] = ['name', 'trust', 'ratings', 'shared', 'exchanged', 'seen']
const BEST_FIRST: Sort = { column: 'trust', down: true }
const keyOf = (peer: PeerRow): string => peer.publicKey
const inView = (peer: PeerRow, view: View): boolean =>
  view === 'all' || (view === 'online' ? peer.online : peer.trust.decision === view)

/** All known peers with their trust. */
export function PeerListView() {
  const { t } = useText()
  const [, navigate] = useLocation()
  const stream = usePeers()
  const alone = useAlone()
  const peers = stream.data
  const [text, setText] = useState('')
  const [view, setView] = useSessionStorage<View>({
    key: 'hyoban.peers.view',
    defaultValue: 'all',
    getInitialValueInEffect: false,
  })
  const [sort, setSort] = useTableSort('peers', SORTS, BEST_FIRST)

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

  const columns = usePeerColumns()

  const body = (() => {
    if (stream.status === 'error' && stream.error && !peers)
      return <ProblemPanel problem={stream.error} retry={stream.retry} />
    if (!peers) return <LoadingPanel />
    if (rows.length > 0) {
      return (
        <DataGrid
          label={t('common:nav.peers')}
          name="peers"
          columns={columns}
          rows={rows}
          rowKey={keyOf}
          testId="peer-row"
          freezeKey={`${text} ${view} ${sort.column} ${sort.down}`}
          keepGone
          sort={sort}
          onSort={setSort}
          onOpen={(row) => navigate(`/peers/${row.publicKey}`)}
        />
      )
    }
    if (peers.length === 0 && alone) return <AlonePanel {...alone} />
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
      head={<PeersViewLinks view="table" />}
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
            rightSection={
              text ? <CloseButton size="xs" aria-label={t('common:clear')} onClick={() => setText('')} /> : null
            }
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
            <span>
              {t('peers:totalExcluded', { count: peers.filter((peer) => peer.trust.decision === 'bad').length })}
            </span>
            <span>{t('peers:yourView')}</span>
          </>
        )
      }
    >
      <OwnTrustCard />
      {body}
    </Page>
  )
}
