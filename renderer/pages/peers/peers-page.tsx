import { lazy, Suspense } from 'react'
import { Page } from '../../components/page/page.tsx'
import { LoadingPanel } from '../../components/feedback/state-panel.tsx'
import { useText } from '../../hooks/use-text.ts'
import { ExcludedView } from './excluded/excluded-view.tsx'
import { PeerListView } from './peer-list-view.tsx'
import { PeersViewLinks, type PeersView } from './peers-view-links.tsx'

// its charts are big: they are loaded when they are looked at
const GraphView = lazy(() => import('./graph/graph-view.tsx').then((module) => ({ default: module.GraphView })))

/** Everybody ever met: as a table, as a graph of who rated whom, and who is excluded and why. */
export function PeersPage({ view }: { view: PeersView }) {
  const { t } = useText()
  if (view === 'table') return <PeerListView />
  if (view === 'excluded') return <ExcludedView />
  const loading = (
    <Page title={t('common:nav.peers')} head={<PeersViewLinks view="graph" />}>
      <LoadingPanel />
    </Page>
  )
  return (
    <Suspense fallback={loading}>
      <GraphView />
    </Suspense>
  )
}
