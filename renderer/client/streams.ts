import type { ActivityEntry } from '../../main/contract/activity.ts'
import type { SharedFolder } from '../../main/contract/library.ts'
import type { NodeStatus } from '../../main/contract/node.ts'
import type { PeerDetail, PeerRow } from '../../main/contract/peers.ts'
import type { FileKind } from '../../main/contract/library.ts'
import type { SearchResult } from '../../main/contract/search.ts'
import type { Transfer } from '../../main/contract/transfers.ts'
import { useStream, type StreamView } from './use-stream.ts'

/** State of the node: online or why not, speeds, running tasks, notices. */
export const useStatus = (): StreamView<NodeStatus> =>
  useStream('node.status', (client, signal) => client.node.status(undefined, { signal }))

/** Every download and upload. */
export const useTransfers = (): StreamView<Transfer[]> =>
  useStream('transfers.list', (client, signal) => client.transfers.list(undefined, { signal }))

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

/** The newest `limit` events, newest first. */
export const useActivity = (limit: number): StreamView<ActivityEntry[]> =>
  useStream(`activity.list:${limit}`, (client, signal) => client.activity.list({ limit }, { signal }), { keepPrevious: true })

/** Results as catalogues bring them; the previous query's results stay until the new ones come. */
export const useSearch = (text: string, kinds: FileKind[], limit: number): StreamView<SearchResult> =>
  useStream(
    `search.run:${JSON.stringify([text, kinds, limit])}`,
    (client, signal) => client.search.run({ text, kinds, limit }, { signal }),
    { keepPrevious: true, lingerMs: 500 },
  )
