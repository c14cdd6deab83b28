import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, systemClock } from '../../main/base/clock.ts'
import { toHex } from '../../main/base/hex.ts'
import { CHUNK_BYTES, chunkHash, layerRoot } from '../../main/domain/merkle.ts'
import { seededRandom } from '../../main/base/random.ts'
import type { Transfer } from '../../main/contract/transfers.ts'
import { openIdentity } from '../../main/identity/identity.ts'
import { sign, verify } from '../../main/identity/signature.ts'
import { Logs } from '../../main/logs/logs.ts'
import { type Behaviour, honest } from '../../main/node.ts'
import { Overlay } from '../../main/network/overlay.ts'
import { rootTopic } from '../../main/network/discovery/dht-topics.ts'
import { topicOf } from '../../main/network/discovery/topic.ts'
import { transferProtocol, type TransferMessages } from '../../main/protocol/transfer.ts'
import { Ratings } from '../../main/ratings/ratings.ts'
import { ReceiptBook } from '../../main/ratings/receipts/receipt-book.ts'
import { openDatabase } from '../../main/store/database.ts'
import { DecisionsStore } from '../../main/store/decisions-store.ts'
import { RatingsStore } from '../../main/store/ratings-store.ts'
import { TransferQueueStore } from '../../main/store/transfers/transfer-queue-store.ts'
import { TransfersStore } from '../../main/store/transfers/transfers-store.ts'
import { diskFiles } from '../../main/transfers/storage/file-system.ts'
import type { FileSystem, ReceiptMaker, SourceFinder, TransferSource } from '../../main/transfers/ports.ts'
import { Transfers } from '../../main/transfers/transfers.ts'
import type { TransfersOptions } from '../../main/transfers/transfers-options.ts'
import { callingSeed } from '../helpers/keys.ts'

export interface NodeOptions {
  bootstrap: string[]
  /** This machine's address, if not 127.0.0.1. */
  host?: string
  dir?: string
  folder?: string
  behaviour?: Behaviour
  files?: FileSystem
  receiptIntervalBytes?: number
  rules?: TransfersOptions['rules']
  claim?: TransfersOptions['claim']
  holders?: TransfersOptions['holders']
  keepAwake?: TransfersOptions['keepAwake']
  policy?: TransfersOptions['policy']
  /**
   * Dials whom it finds, if left out; who dials nobody can be found by the root of what it announces, and visits others
   * so.
   */
  wants?: () => boolean
  /** False: a provider that signs for parts and never for the end. */
  signsEnd?: boolean
  /** The clock of transfers and ratings; the network keeps the machine's. */
  clock?: Clock
}

/** A shared file as a test knows it. */
export interface SharedFile extends TransferSource {
  root: string
  name: string
}

/** The rooms that a transfer needs, real ones, wired as the composed node wires them. */
export interface TestNode {
  key: string
  dir: string
  folder: string
  overlay: Overlay
  logs: Logs
  ratings: Ratings
  transfers: Transfers
  shared: Map<string, SharedFile>
  share(file: SharedFile): SharedFile
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

/** For `cleanNodes`: also this. */
export const alsoClean = (step: () => Promise<void> | void): void => void cleanUp.push(step)

const cleanUp: (() => Promise<void> | void)[] = []

/** For afterEach: closes every node and deletes every folder made since the last time. */
export async function cleanNodes(): Promise<void> {
  for (const step of cleanUp.splice(0).reverse()) await step()
}

export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'hyoban-transfer-'))
  cleanUp.push(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** Writes a file of random bytes and computes its root by base/merkle. */
export function makeFile(dir: string, name: string, size: number): SharedFile {
  const path = join(dir, name)
  const bytes = randomBytes(size)
  writeFileSync(path, bytes)
  const hashes: Uint8Array[] = []
  if (size > CHUNK_BYTES)
    for (let at = 0; at < size; at += CHUNK_BYTES) hashes.push(chunkHash(bytes.subarray(at, at + CHUNK_BYTES)))
  const layer = Buffer.concat(hashes)
  const root = size === 0 ? new Uint8Array(32) : size <= CHUNK_BYTES ? chunkHash(bytes, true) : layerRoot(layer)
  return { path, name, size, layer, root: toHex(root) }
}

export const sameBytes = (a: string, b: string): boolean => readFileSync(a).equals(readFileSync(b))

export async function startNode(options: NodeOptions): Promise<TestNode> {
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
    store: new RatingsStore(database),
    log: logs.ratings.own,
    signer,
    behaviour,
    clock,
    logLine: log,
    decisions: new DecisionsStore(database),
  })
  await ratings.start()
  const overlay = new Overlay({ keyPair: identity, bootstrap, host, clock: systemClock, log, ...(wants && { wants }) })
  overlay.onConnection((stream) => logs.replicate(stream))
  overlay.on('peer', ({ key }) =>
    logs.ratings.follow(key, ratings.position(key), (peer, from, blocks) => ratings.ingest(peer, from, blocks)),
  )
  overlay.on('peerLeft', ({ key }) => void logs.ratings.unfollow(key))
  const shared = new Map<string, SharedFile>()
  const book = new ReceiptBook({ signer, log: logs.ratings.own, clock })
  const transfers = new Transfers({
    hub: overlay.protocol<TransferMessages>(transferProtocol),
    store: new TransfersStore(database),
    sources: { source: (root) => shared.get(root) ?? null },
    receipts: options.signsEnd === false ? withoutEnd(book) : book,
    rate: (outcome) => ratings.onTransferEnded(outcome),
    badge: (publicKey) => ({ publicKey, fingerprint: '', name: '', trust: ratings.trustOf(publicKey) }),
    disconnect: (peer, reason) => overlay.disconnect(peer, reason),
    downloadFolder: () => current,
    queue: new TransferQueueStore(database),
    ...(wants && { finder: finderOf(overlay) }),
    ...(options.rules && { rules: options.rules }),
    ...(options.claim && { claim: options.claim }),
    ...(options.holders && { holders: options.holders }),
    ...(options.keepAwake && { keepAwake: options.keepAwake }),
    ...(options.policy && { policy: options.policy }),
    random: seededRandom(Number.parseInt(identity.publicKeyHex.slice(0, 8), 16)),
    behaviour,
    clock,
    log,
    ...(files && { files }),
    ...(options.receiptIntervalBytes && { receiptIntervalBytes: options.receiptIntervalBytes }),
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
  cleanUp.push(close)
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
  provider: Omit<NodeOptions, 'bootstrap'> = {},
  requester: Omit<NodeOptions, 'bootstrap'> = {},
): Promise<[TestNode, TestNode]> {
  const a = await startNode({ bootstrap, ...provider })
  const b = await startNode({ bootstrap, ...requester })
  await Promise.all([a.meets(b), b.meets(a)])
  return [a, b]
}

/** A file layer below which every read of a source takes another form, or its time. */
export const reading = (
  change: (buffer: Uint8Array, offset: number, length: number, position: number) => void | Promise<void>,
): FileSystem => ({
  ...diskFiles,
  async openSource(path) {
    const handle = await diskFiles.openSource(path)
    return {
      stat: () => handle.stat(),
      close: () => handle.close(),
      async read(buffer, offset, length, position) {
        const result = await handle.read(buffer, offset, length, position)
        await change(buffer, offset, length, position)
        return result
      },
    }
  },
})

/** A file layer whose sources stop before chunk `chunk`, and after `most` chunks, until `open` is called. */
export function gated(
  below: FileSystem,
  chunk: number,
  most = Infinity,
): { files: FileSystem; reached: Promise<void>; open(): void } {
  let reads = 0
  let open = (): void => {}
  let reach = (): void => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  const reached = new Promise<void>((resolve) => (reach = resolve))
  const files: FileSystem = {
    ...below,
    async openSource(path) {
      const handle = await below.openSource(path)
      return {
        stat: () => handle.stat(),
        close: () => handle.close(),
        async read(buffer, offset, length, position) {
          if (position >= chunk * CHUNK_BYTES || reads++ >= most) {
            reach()
            await opened
          }
          return handle.read(buffer, offset, length, position)
        },
      }
    },
  }
  return { files, reached, open }
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

/** A book that countersigns what is said of a part, where the slack is wide, and not what is said of the end. */
function withoutEnd(book: ReceiptBook): ReceiptMaker {
  return {
    logLength: () => book.logLength(),
    propose: (facts) => book.propose(facts),
    complete: (half, signature) => book.complete(half, signature),
    countersign: (half, facts) => (facts.slack > 2 * CHUNK_BYTES ? book.countersign(half, facts) : null),
  }
}
