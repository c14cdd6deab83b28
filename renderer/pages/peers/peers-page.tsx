import { lazy, Suspense } from 'react'
import { Page } from '../../components/page/page.tsx'
import { LoadingPanel } from '../../components/feedback/state-panel.tsx'
import { useText } from '../../hooks/use-text.ts'
import { ExcludedView } from './excluded/excluded-view.tsx'
import { PeerListView } from './peer-list-view.tsx'
import { HealthView } from './health/health-view.tsx'
import { PeersViewLinks, type PeersView } from './peers-view-links.tsx'

// Loaded on demand: the charts are large.
const GraphView = lazy(() => import('./graph/graph-view.tsx').then((module) => ({ default: module.GraphView })))

/** All known peers: as a table, as a graph of ratings, those excluded with the reason, and how they fare. */
export function PeersPage({ view }: { view: PeersView }) {
  const { t } = useText()
  if (view === 'table') return <PeerListView />
  if (view === 'excluded') return <ExcludedView />
  if (view === 'health') return <HealthView />
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
