import { lazy, Suspense } from 'react'
import { Button } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { Route, Router, Switch, useLocation } from 'wouter'
import { useHashLocation } from 'wouter/use-hash-location'
import { asProblem } from './client/problem.ts'
import { useConnection } from './client/provider.tsx'
import { useInfo } from './client/queries.ts'
import { ErrorBoundary } from './components/feedback/error-boundary.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from './components/feedback/state-panel.tsx'
import { ActivityPage } from './pages/activity/activity-page.tsx'
import { CommunitiesPage } from './pages/communities/communities-page.tsx'
import { CommunityPage } from './pages/communities/community-page.tsx'
import { FirstRunPage } from './pages/first-run/first-run-page.tsx'
import { LibraryPage } from './pages/library/library-page.tsx'
import { PeerPage } from './pages/peers/peer-page.tsx'
import { PeersPage } from './pages/peers/peers-page.tsx'
import { BrowsePage } from './pages/search/browse/browse-page.tsx'
import { SavedPage } from './pages/search/saved/saved-page.tsx'
import { SearchPage } from './pages/search/search-page.tsx'
import { SettingsPage } from './pages/settings/settings-page.tsx'
import { TransfersPage } from './pages/transfers/transfers-page.tsx'
import { Shell } from './shell/shell.tsx'
import { connectionLostText } from './shell/connection-lost.ts'
import { useText } from './hooks/use-text.ts'

// Loaded on demand: the charts and the texts of the help are large.
const SimulatorPage = lazy(() =>
  import('./pages/simulator/simulator-page.tsx').then((module) => ({ default: module.SimulatorPage })),
)

const HelpPage = lazy(() => import('./pages/help/help-page.tsx').then((module) => ({ default: module.HelpPage })))

function Pages() {
  const [location] = useLocation()
  return (
    <Shell>
      <ErrorBoundary resetKey={location}>
        <Switch>
          <Route path="/transfers">
            <TransfersPage view="list" />
          </Route>
          <Route path="/transfers/uploads">
            <TransfersPage view="uploads" />
          </Route>
          <Route path="/transfers/history">
            <TransfersPage view="history" />
          </Route>
          <Route path="/transfers/statistics">
            <TransfersPage view="statistics" />
          </Route>
          <Route path="/library">
            <LibraryPage />
          </Route>
          <Route path="/peers">
            <PeersPage view="table" />
          </Route>
          <Route path="/peers/graph">
            <PeersPage view="graph" />
          </Route>
          <Route path="/peers/excluded">
            <PeersPage view="excluded" />
          </Route>
          <Route path="/peers/health">
            <PeersPage view="health" />
          </Route>
          <Route path="/peers/:key">{({ key }) => <PeerPage key={key} publicKey={key} />}</Route>
          <Route path="/communities">
            <CommunitiesPage />
          </Route>
          <Route path="/communities/:id">{({ id }) => <CommunityPage key={id} id={id} />}</Route>
          <Route path="/activity">
            <ActivityPage />
          </Route>
          <Route path="/simulator">
            <Suspense fallback={<LoadingPanel />}>
              <SimulatorPage />
            </Suspense>
          </Route>
          <Route path="/settings">
            <SettingsPage />
          </Route>
          <Route path="/help/:topic?/:anchor?">
            {({ topic, anchor }) => (
              <Suspense fallback={<LoadingPanel />}>
                <HelpPage topic={topic} anchor={anchor && decodeURIComponent(anchor)} />
              </Suspense>
            )}
          </Route>
          <Route path="/search/saved">
            <SavedPage />
          </Route>
          <Route path="/search/browse/:peer/:path?">
            {({ peer, path }) => (
              <BrowsePage key={`${peer}/${path ?? ''}`} peer={peer} path={decodeURIComponent(path ?? '')} />
            )}
          </Route>
          <Route>
            <SearchPage />
          </Route>
        </Switch>
      </ErrorBoundary>
    </Shell>
  )
}

/** The first-run page, the pages, or why neither can be shown yet. */
function Gate() {
  const { t } = useText()
  const connection = useConnection()
  const info = useInfo()
  if (info.data) return info.data.firstRun ? <FirstRunPage /> : <Pages />
  if (connection.state === 'lost') {
    const lost = connectionLostText(connection, t)
    return (
      <main style={{ height: '100%' }}>
        <StatePanel icon={<IconPlugConnectedX size={24} />} title={lost.title} text={lost.text} tone="bad">
          <Button variant="default" onClick={connection.retry}>
            {t('common:retry')}
          </Button>
        </StatePanel>
      </main>
    )
  }
  if (info.isError)
    return (
      <main style={{ height: '100%' }}>
        <ProblemPanel problem={asProblem(info.error)} retry={() => void info.refetch()} />
      </main>
    )
  return (
    <main style={{ height: '100%' }}>
      <LoadingPanel title={t('common:starting')} />
    </main>
  )
}

/** The whole app. Routes are in the URL's hash, so that it runs from any origin and custom scheme. */
export function App() {
  return (
    <Router hook={useHashLocation}>
      <Gate />
    </Router>
  )
}
