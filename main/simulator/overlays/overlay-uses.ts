import type { OverlayName, OverlaySettings } from './overlay-settings.ts'

type Name = keyof OverlaySettings

/** What the workload, failures and churn read, whatever the overlay. */
const COMMON: readonly Name[] = ['nodes', 'meanCopies', 'zipf', 'failed', 'failedBusiest', 'online', 'rate', 'repair']

const OWN: Readonly<Record<OverlayName, readonly Name[]>> = {
  server: ['crawl'],
  central: ['hopDelay'],
  flood: ['graph', 'degree', 'ttl'],
  walk: ['graph', 'degree', 'walkers'],
  superNodes: ['superShare', 'superDegree', 'hopDelay'],
  hubs: ['hubs', 'hopDelay'],
  freenet: ['hopDelay'],
  neuroGrid: ['degree'],
  chord: ['successors', 'session', 'hopDelay'],
  can: ['dimensions', 'uniform', 'session', 'hopDelay'],
  pGrid: ['depth', 'references', 'session', 'hopDelay'],
  grid: [],
  hyoban: [],
  hyobanHubs: ['hubs'],
}

/** The parameters that an overlay reads, beside `overlay`; others have no effect on it. */
export const usesOfOverlay = (overlay: OverlayName): string[] => [...COMMON, ...OWN[overlay]]
