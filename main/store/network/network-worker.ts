import { serveJobs } from '../../base/worker-messages.ts'
import type { NetworkCounts } from '../../simulator/mine/counts.ts'
import type { NetworkPart, NetworkWindow } from '../../simulator/mine/live/network-source.ts'
import { readHistory, readNetwork } from './read-network.ts'

/** What to read from the database at `path`. */
export interface NetworkJob extends NetworkWindow {
  what: 'counts' | 'history'
  path: string
}

serveJobs<NetworkJob, NetworkCounts | NetworkPart[]>(({ what, path, ...window }) => ({
  reply: what === 'counts' ? readNetwork(path, window) : readHistory(path, window),
}))
