import { callingSeed } from '../../helpers/keys.ts'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, systemClock } from '../../../main/base/clock.ts'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { seededRandom } from '../../../main/base/random.ts'
import type { Transfer } from '../../../main/contract/transfers.ts'
import { openIdentity } from '../../../main/identity/identity.ts'
import { keyAgreement } from '../../../main/identity/key-agreement.ts'
import { sign, verify } from '../../../main/identity/signature.ts'
import { Logs } from '../../../main/logs/logs.ts'
import { type Behaviour, honest } from '../../../main/node.ts'
import { Overlay } from '../../../main/network/overlay.ts'
import { rootTopic } from '../../../main/network/discovery/dht-topics.ts'
import { topicOf } from '../../../main/network/discovery/topic.ts'
import { receiptsProtocol } from '../../../main/protocol/receipts.ts'
import { transferProtocol, type TransferMessages } from '../../../main/protocol/transfer.ts'
import { Ratings } from '../../../main/ratings/ratings.ts'
import { ReceiptBook } from '../../../main/ratings/receipts/receipt-book.ts'
import { RootCommitments } from '../../../main/ratings/receipts/root-commitments.ts'
import { setReadOnly } from '../../helpers/full-database.ts'
import { openDatabase } from '../../../main/store/database.ts'
import { DecisionsStore } from '../../../main/store/decisions-store.ts'
import { RatingsStore } from '../../../main/store/ratings-store.ts'
import { SqliteWaitingRatingStore } from '../../../main/store/waiting-ratings-store.ts'
import { TransferQueueStore } from '../../../main/store/transfers/transfer-queue-store.ts'
import { TransfersStore } from '../../../main/store/transfers/transfers-store.ts'
import type { FileSystem, ReceiptMaker, SourceFinder } from '../../../main/transfers/ports.ts'
import { Transfers } from '../../../main/transfers/transfers.ts'
import { DEFAULT_RULES, type TransferRules } from '../../../main/transfers/queue/rules.ts'
import { SERVE_ALL, type ServingPolicy } from '../../../main/transfers/upload/admission.ts'
import { alsoClean, tempDir } from './cleanup.ts'
import type { TestFile } from './files.ts'

export interface TestNodeOptions {
  bootstrap: string[]
  /** This machine's address, if not 127.0.0.1. */
  host?: string
  dir?: string
  folder?: string
  behaviour?: Behaviour
  files?: FileSystem
  receiptIntervalBytes?: number
  rules?: () => TransferRules
  claim?: ServingPolicy['claim']
  holders?: (root: string) => string[]
  keepAwake?: (on: boolean) => void
  policy?: ServingPolicy['refusal']
  /** Which peers it dials; left out: all that it finds. With it, sources are found and announced on the DHT. */
  wants?: () => boolean
  /** True: knows receipts of format 1 alone, as earlier versions do. */
  namesRoots?: boolean
  /** False: signs interim receipts and never the final one. */
  signsEnd?: boolean
  /** The clock of transfers and ratings; the network uses the system clock. */
  clock?: Clock
}

/** The real rooms that a transfer needs, wired as in the composed node. */
export interface TestNode {
  key: string
  dir: string
  folder: string
  overlay: Overlay
  logs: Logs
  ratings: Ratings
  transfers: Transfers
  shared: Map<string, TestFile>
  share(file: TestFile): TestFile
  /** Whether its database refuses all writes, as on a disk that failed. */
  refuseRecords(refused: boolean): void
  /** Another download folder from now on. */
  useFolder(folder: string): void
  /** Waits until the peer speaks the transfer protocol with us. */
  meets(peer: TestNode): Promise<void>
  /** Waits until a transfer's line satisfies `good`. */
  line(id: string, good: (line: Transfer) => boolean): Promise<Transfer>
  /** Waits until any line satisfies `good`. */
  anyLine(good: (line: Transfer) => boolean): Promise<Transfer>
  close(): Promise<void>
}

const COMMUNITY_NAME = 'transfer tests'
const COMMUNITY = topicOf(COMMUNITY_NAME).toString('hex')

export async function startNode(options: TestNodeOptions): Promise<TestNode> {
  const { bootstrap, host = '127.0.0.1', wants, behaviour = honest, files, clock = systemClock } = options
  const dir = options.dir ?? tempDir()
  const folder = options.folder ?? join(dir, 'downloads')
  let current = folder
  await mkdir(folder, { recursive: true })
  const log = (): void => {}
  const identity = await openIdentity(dir, { random: callingSeed })
  const signer = {
    publicKey: identity.publicKeyHex,
    sign: (domain: string, message: Uint8Array) => sign(domain, message, identity.secretKey),
    verify,
  }
  const database = openDatabase(join(dir, 'hyoban.db'), { log })
  const logs = await Logs.open({ dir: join(dir, 'logs'), keyPair: identity, clock: systemClock, log })
  const ratings = new Ratings({
    stores: {
      ratings: new RatingsStore(database),
      decisions: new DecisionsStore(database),
      waiting: new SqliteWaitingRatingStore(database, signer.publicKey),
    },
    logs: { own: logs.ratings.own },
    signer,
    behaviour,
    clock,
    log,
  })
  await ratings.start()
  const overlay = new Overlay({
    keyPair: identity,
    dht: { bootstrap, host },
    policy: { wants },
    clock: systemClock,
    log,
  })
  overlay.onConnection((stream) => logs.replicate(stream))
  overlay.on('peer', ({ key }) =>
    logs.ratings.follow(key, ratings.position(key), (peer, from, blocks) => ratings.ingest(peer, from, blocks)),
  )
  overlay.on('peerLeft', ({ key }) => void logs.ratings.unfollow(key))
  const shared = new Map<string, TestFile>()
  const book = new ReceiptBook({
    signer,
    log: logs.ratings.own,
    ...(options.namesRoots !== true && {
      commitments: new RootCommitments({
        self: signer.publicKey,
        keys: keyAgreement(identity.secretKey),
        hub: overlay.protocol(receiptsProtocol),
      }),
    }),
    clock,
  })
  const transfers = new Transfers({
    store: { transfers: new TransfersStore(database), queue: new TransferQueueStore(database) },
    network: {
      hub: overlay.protocol<TransferMessages>(transferProtocol),
      connections: overlay,
      ...(wants && { finder: finderOf(overlay) }),
    },
    contents: {
      sources: { source: (root) => shared.get(root) ?? null },
      folders: { folderFor: () => current },
      ...(options.holders && { holders: { of: options.holders } }),
    },
    trust: {
      receipts: options.signsEnd === false ? withoutFinalSignature(book) : book,
      ratings,
      badge: (publicKey) => ({ publicKey, fingerprint: '', name: '', trust: ratings.trustOf(publicKey) }),
      behaviour,
      policy: {
        ...SERVE_ALL,
        ...(options.claim && { claim: options.claim }),
        ...(options.policy && { refusal: options.policy }),
      },
    },
    settings: {
      get values() {
        return options.rules?.() ?? DEFAULT_RULES
      },
    },
    desktop: { keepAwake: async (on) => options.keepAwake?.(on) },
    random: seededRandom(Number.parseInt(identity.publicKeyHex.slice(0, 8), 16)),
    clock,
    log,
    test: {
      ...(files && { files }),
      ...(options.receiptIntervalBytes && { receiptIntervalBytes: options.receiptIntervalBytes }),
    },
  })
  await overlay.start()
  overlay.join(COMMUNITY_NAME)
  transfers.start()
  let closed: Promise<void> | null = null
  const close = (): Promise<void> =>
    (closed ??= (async () => {
      await transfers.close()
      await overlay.destroy()
      await ratings.close()
      await logs.close()
      database.close()
    })())
  alsoClean(close)
  const anyLine = async (good: (line: Transfer) => boolean): Promise<Transfer> => {
    for (;;) {
      const found = transfers.list().find(good)
      if (found) return found
      await transfers.events.once('change')
    }
  }
  return {
    key: identity.publicKeyHex,
    dir,
    folder,
    overlay,
    logs,
    ratings,
    transfers,
    shared,
    close,
    anyLine,
    refuseRecords: (refused) => setReadOnly(database, refused),
    useFolder: (other) => void (current = other),
    share: (file) => (shared.set(file.root, file), file),
    line: (id, good) => anyLine((line) => line.id === id && good(line)),
    async meets(peer) {
      while (!transfers.connected(peer.key)) await transfers.events.once('change')
    },
  }
}

/** Two nodes that know each other. */
export async function startPair(
  bootstrap: string[],
  provider: Omit<TestNodeOptions, 'bootstrap'> = {},
  requester: Omit<TestNodeOptions, 'bootstrap'> = {},
): Promise<[TestNode, TestNode]> {
  const a = await startNode({ bootstrap, ...provider })
  const b = await startNode({ bootstrap, ...requester })
  await Promise.all([a.meets(b), b.meets(a)])
  return [a, b]
}

/** Where holders of a content announce themselves. */
export const topicFor = (root: string): string => rootTopic(COMMUNITY, root)

/** Sources by their root on the DHT, as the composed node finds them. */
export function finderOf(overlay: Overlay): SourceFinder {
  return {
    announce: (root) => void overlay.rendezvous.announce(topicFor(root)),
    withdraw: (root) => void overlay.rendezvous.withdraw(topicFor(root)),
    async *find(root, signal) {
      for await (const peer of overlay.rendezvous.lookup(topicFor(root), { signal }))
        if (await overlay.visits.visit(peer)) yield peer
    },
  }
}

/** Countersigns interim receipts, which allow more slack, and never the final one. */
function withoutFinalSignature(book: ReceiptBook): ReceiptMaker {
  return {
    logLength: () => book.logLength(),
    propose: (facts) => book.propose(facts),
    complete: (half, signature) => book.complete(half, signature),
    countersign: (half, facts) => (facts.slack > 2 * CHUNK_BYTES ? book.countersign(half, facts) : null),
  }
}

/** Asks `provider` for a file; returns the id of the download. */
export const ask = (
  node: TestNode,
  provider: { key: string },
  { root, name, size }: Pick<TestFile, 'root' | 'name' | 'size'>,
): string => node.transfers.download({ root, name, size, peer: provider.key })
