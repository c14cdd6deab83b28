import type { ActivityEntry } from '../../../main/contract/activity.ts'
import type { Community } from '../../../main/contract/communities.ts'
import type { AppUpdate } from '../../../main/contract/desktop.ts'
import type { SharedFolder } from '../../../main/contract/library.ts'
import type { LogRecoveryView } from '../../../main/contract/identity.ts'
import type { NodeStatus } from '../../../main/contract/node.ts'
import type { DecisionRow, ExcludedRow, PeerDetail, PeerRow, TrustGraph } from '../../../main/contract/peers.ts'
import type { SavedSearch, SearchFilters, SearchResult, SORTS } from '../../../main/contract/search.ts'
import type { Transfer, TransferDetails } from '../../../main/contract/transfers.ts'
import type { TransferQueue } from '../../../main/contract/views/transfer-views.ts'
import { wholeList } from './transfer-list.ts'
import type { Client } from '../connection/connection.ts'
import { useClient, useHub } from '../provider.tsx'
import { useStream, type StreamView } from './use-stream.ts'

export type IgnoredCount = PeerDetail['explanation']['sources']['ignored']['reasons'][number]

/** Node status: online or why not, speeds, running tasks, notices. */
export const useStatus = (): StreamView<NodeStatus> =>
  useStream('node.status', (client, signal) => client.node.status(undefined, { signal }))

/** The app's own updates. */
export const useAppUpdate = (): StreamView<AppUpdate> =>
  useStream('desktop.updates', (client, signal) => client.desktop.updates(undefined, { signal }))

/** The recovery of the own rating log. */
export const useLogRecovery = (): StreamView<LogRecoveryView> =>
  useStream('identity.recovery', (client, signal) => client.identity.recovery(undefined, { signal }))

/** Every download and upload. */
export const useTransfers = (): StreamView<Transfer[]> =>
  useStream('transfers.changes', async (client, signal) =>
    wholeList(await client.transfers.changes(undefined, { signal })),
  )

/** One transfer with its pieces and sources. */
export const useTransferDetails = (id: string): StreamView<TransferDetails> =>
  useStream(`transfers.details:${id}`, (client, signal) => client.transfers.details({ id }, { signal }), {
    lingerMs: 500,
  })

/** Upload slots, limits and the upload queue. */
export const useTransferQueue = (): StreamView<TransferQueue> =>
  useStream('transfers.queue', (client, signal) => client.transfers.queue(undefined, { signal }))

/** Shared folders with their hashing progress. */
export const useFolders = (): StreamView<SharedFolder[]> =>
  useStream('library.folders', (client, signal) => client.library.folders(undefined, { signal }))

/** Every known peer. */
export const usePeers = (): StreamView<PeerRow[]> =>
  useStream('peers.list', (client, signal) => client.peers.list(undefined, { signal }))

/** One peer with its trust history, ratings and explanation. */
export const usePeer = (publicKey: string): StreamView<PeerDetail> =>
  useStream(`peers.detail:${publicKey}`, (client, signal) => client.peers.detail({ publicKey }, { signal }))

/** How other peers see this node. */
export const useMyself = (): StreamView<PeerRow> =>
  useStream('peers.myself', (client, signal) => client.peers.myself(undefined, { signal }))

/** Communities that this node is a member of. */
export const useCommunities = (): StreamView<Community[]> =>
  useStream('communities.list', (client, signal) => client.communities.list(undefined, { signal }))

/** Peers currently excluded, with the reason. */
export const useExcluded = (): StreamView<ExcludedRow[]> =>
  useStream('peers.excluded', (client, signal) => client.peers.excluded(undefined, { signal }))

/** History of decisions, for one peer or (null) for all. */
export const useDecisions = (publicKey: string | null): StreamView<DecisionRow[]> =>
  useStream(`peers.decisions:${publicKey}`, (client, signal) => client.peers.decisions({ publicKey }, { signal }))

/** Who rated whom. */
export const useTrustGraph = (): StreamView<TrustGraph> =>
  useStream('peers.graph', (client, signal) => client.peers.graph(undefined, { signal }))

/** Ignored ratings, by reason. */
export const useIgnored = (): StreamView<{ total: number; reasons: IgnoredCount[] }> =>
  useStream('peers.ignored', (client, signal) => client.peers.ignored(undefined, { signal }))

/** The latest `limit` events, newest first. */
export const useActivity = (limit: number): StreamView<ActivityEntry[]> =>
  useStream(`activity.list:${limit}`, (client, signal) => client.activity.list({ limit }, { signal }), {
    keepPrevious: true,
  })

/** Parameters of a search. A different `run` repeats the same search. */
export interface SearchInput {
  text: string
  filters: SearchFilters
  sort: { by: (typeof SORTS)[number]; descending: boolean } | undefined
  showExcluded: boolean
  run: number
}

/** Rows included in the stream, more than fit on a screen; further rows are fetched as they come into view. */
export const FIRST_ROWS = 40
/** A search started ahead is dropped if no component has subscribed after this many ms. */
const AHEAD_MS = 1000

const searchKey = ({ run, ...request }: SearchInput): string => `search.run:${JSON.stringify([request, run])}`
const openSearch =
  ({ run: _run, ...request }: SearchInput) =>
  (client: Client, signal: AbortSignal): Promise<AsyncIterable<SearchResult>> =>
    client.search.run({ ...request, limit: FIRST_ROWS }, { signal })

/** Search results as they arrive; those of the previous query stay until the first new ones arrive. */
export const useSearch = (request: SearchInput): StreamView<SearchResult> =>
  // No linger: while the user types, each letter is a search, and the node drops those without a viewer.
  useStream(searchKey(request), openSearch(request), { keepPrevious: true, lingerMs: 0 })

/** Starts a search within the key event, before the page renders. */
export function useSearchAhead(): (request: SearchInput) => void {
  const [client, hub] = [useClient(), useHub()]
  return (request) =>
    hub.watch(
      searchKey(request),
      (signal) => openSearch(request)(client, signal),
      () => {},
      AHEAD_MS,
    )()
}

/** Saved searches and watched queries. */
export const useSavedSearches = (): StreamView<SavedSearch[]> =>
  useStream('search.saved', (client, signal) => client.search.saved.list(undefined, { signal }))
