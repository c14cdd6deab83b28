import type { ActivityEntry } from '../../../main/contract/activity.ts'
import type { Community } from '../../../main/contract/communities.ts'
import type { SharedFolder } from '../../../main/contract/library.ts'
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

/** State of the node: online or why not, speeds, running tasks, notices. */
export const useStatus = (): StreamView<NodeStatus> =>
  useStream('node.status', (client, signal) => client.node.status(undefined, { signal }))

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

/** Slots, limits and who waits for an upload. */
export const useTransferQueue = (): StreamView<TransferQueue> =>
  useStream('transfers.queue', (client, signal) => client.transfers.queue(undefined, { signal }))

/** The shared folders with the progress of hashing. */
export const useFolders = (): StreamView<SharedFolder[]> =>
  useStream('library.folders', (client, signal) => client.library.folders(undefined, { signal }))

/** Every peer ever met. */
export const usePeers = (): StreamView<PeerRow[]> =>
  useStream('peers.list', (client, signal) => client.peers.list(undefined, { signal }))

/** One peer with its time line, ratings and formula. */
export const usePeer = (publicKey: string): StreamView<PeerDetail> =>
  useStream(`peers.detail:${publicKey}`, (client, signal) => client.peers.detail({ publicKey }, { signal }))

/** How the others see me. */
export const useMyself = (): StreamView<PeerRow> =>
  useStream('peers.myself', (client, signal) => client.peers.myself(undefined, { signal }))

/** The communities that this node is in. */
export const useCommunities = (): StreamView<Community[]> =>
  useStream('communities.list', (client, signal) => client.communities.list(undefined, { signal }))

/** Everybody excluded now, with the reason. */
export const useExcluded = (): StreamView<ExcludedRow[]> =>
  useStream('peers.excluded', (client, signal) => client.peers.excluded(undefined, { signal }))

/** The history of decisions, of one peer or (null) of all. */
export const useDecisions = (publicKey: string | null): StreamView<DecisionRow[]> =>
  useStream(`peers.decisions:${publicKey}`, (client, signal) => client.peers.decisions({ publicKey }, { signal }))

/** Who rated whom. */
export const useTrustGraph = (): StreamView<TrustGraph> =>
  useStream('peers.graph', (client, signal) => client.peers.graph(undefined, { signal }))

/** Ratings that count nothing, by reason. */
export const useIgnored = (): StreamView<{ total: number; reasons: IgnoredCount[] }> =>
  useStream('peers.ignored', (client, signal) => client.peers.ignored(undefined, { signal }))

/** The newest `limit` events, newest first. */
export const useActivity = (limit: number): StreamView<ActivityEntry[]> =>
  useStream(`activity.list:${limit}`, (client, signal) => client.activity.list({ limit }, { signal }), {
    keepPrevious: true,
  })

/** What a search asks for. `run` is another number when the same search is to be run anew. */
export interface SearchRequest {
  text: string
  filters: SearchFilters
  sort: { by: (typeof SORTS)[number]; descending: boolean } | undefined
  showExcluded: boolean
  run: number
}

/** Rows that come with the stream itself, more than a screen holds; the others are fetched as they are looked at. */
export const FIRST_ROWS = 40
/** How long a search that was begun ahead waits for the page to look at it. */
const AHEAD_MS = 1000

const keyOfSearch = ({ run, ...wish }: SearchRequest): string => `search.run:${JSON.stringify([wish, run])}`
const openSearch =
  ({ run: _run, ...wish }: SearchRequest) =>
  (client: Client, signal: AbortSignal): Promise<AsyncIterable<SearchResult>> =>
    client.search.run({ ...wish, limit: FIRST_ROWS }, { signal })

/** Results as catalogues and peers bring them; the previous query's results stay until the new ones come. */
export const useSearch = (wish: SearchRequest): StreamView<SearchResult> =>
  // the node gives up what nobody waits for: while one types, each letter is a search of its own
  useStream(keyOfSearch(wish), openSearch(wish), { keepPrevious: true, lingerMs: 0 })

/** Begins a search in the very event of the key, before the page is drawn for it. */
export function useSearchAhead(): (wish: SearchRequest) => void {
  const [client, hub] = [useClient(), useHub()]
  return (wish) =>
    hub.watch(
      keyOfSearch(wish),
      (signal) => openSearch(wish)(client, signal),
      () => {},
      AHEAD_MS,
    )()
}

/** Kept searches and wishes. */
export const useSavedSearches = (): StreamView<SavedSearch[]> =>
  useStream('search.saved', (client, signal) => client.search.saved.list(undefined, { signal }))
