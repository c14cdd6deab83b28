import { perTier } from '../../helpers/tier.ts'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, expect, test, vi } from 'vitest'
import type { Channel } from '../../../main/protocol/channel.ts'
import { ManualClock } from '../../../main/base/clock.ts'
import { Emitter } from '../../../main/base/emitter.ts'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { seededRandom } from '../../../main/base/random.ts'
import { collector } from '../../../main/base/gc-pressure.ts'
import { PeerUploads } from '../../../main/transfers/upload/peer-uploads.ts'
import type { FileSystem, ReceiptMaker } from '../../../main/transfers/ports.ts'
import { TransferIds } from '../../../main/transfers/transfer-ids.ts'
import { CurrentLimits, DEFAULT_RULES } from '../../../main/transfers/queue/rules.ts'
import type { TransferEvents } from '../../../main/transfers/transfers-options.ts'
import { UploadScheduler } from '../../../main/transfers/upload/upload-scheduler.ts'
import { ExchangeTally } from '../../../main/transfers/exchange-tally.ts'
import { UploadAdmission } from '../../../main/transfers/upload/admission.ts'
import { UploadList } from '../../../main/transfers/upload/list.ts'
import { createLocalNet } from '../../helpers/testnet.ts'
import { alsoClean, cleanNodes } from '../helpers/cleanup.ts'
import { makeFile } from '../helpers/files.ts'
import { startNode } from '../helpers/node.ts'
import type { TransferMessages } from '../../../main/protocol/transfer.ts'

afterEach(cleanNodes)

const PEERS = 200
/** Strangers on one computer; a node gives places to 64 of them. */
const REAL_PEERS = perTier(24, 64)
const CHUNKS = 64
const hex = (n: number): string => n.toString(16).padStart(64, '0')

/**
 * A wire in memory whose reader takes one message and then nothing more until it is told to, so that each step can be
 * looked at; real ones are below.
 */
function slowChannel(peer: string): {
  channel: Channel<TransferMessages>
  sent: Record<string, number>
  read(): void
  close(): void
} {
  const sent: Record<string, number> = {}
  let wake: (() => void)[] = []
  const closing: (() => void)[] = []
  let closed = false
  const read = (): void => wake.splice(0).forEach((go) => go())
  const channel: Channel<TransferMessages> = {
    peer,
    get closed() {
      return closed
    },
    send(type) {
      sent[type] = (sent[type] ?? 0) + 1
      return type !== 'data'
    },
    on: () => {},
    arrivedBytes: 0,
    drained: () => new Promise((go) => wake.push(go)),
    onClose: (listener) => void closing.push(listener),
    close: () => {},
  }
  return {
    channel,
    sent,
    read,
    close: () => {
      closed = true
      closing.forEach((listener) => listener())
      read()
      wake = []
    },
  }
}

const zeros: FileSystem = {
  openSource: async () => ({
    stat: async () => ({ size: CHUNKS * CHUNK_BYTES, mtimeMs: 0 }),
    read: async (_buffer, _offset, length) => ({ bytesRead: length }),
    close: async () => {},
  }),
  openPart: () => Promise.reject(new Error('nothing is written here')),
  freeSpace: async () => 0,
  maxFileBytes: async () => Infinity,
}
const receipts: ReceiptMaker = {
  logLength: () => 0,
  propose: () => new Uint8Array(),
  complete: () => null,
  countersign: () => new Uint8Array(64),
}

test('of 200 peers that read nothing only those with a slot hold buffers, which are released', async () => {
  const clock = new ManualClock()
  const claim = (peer: string) => ({
    received: Number.parseInt(peer.slice(-4), 16) * 2 ** 20,
    u: 0.5,
    newcomer: false,
    friend: false,
  })
  const desk = new UploadScheduler({
    clock,
    random: seededRandom(1),
    limits: new CurrentLimits({ values: DEFAULT_RULES }, clock),
    policy: { claim },
  })
  const events = new Emitter<TransferEvents>()
  const list = new UploadList({
    store: { save: () => {}, remove: () => {} },
    clock,
    rows: [],
    events,
    tally: new ExchangeTally(events),
    ids: new TransferIds(seededRandom(2), new Map()),
  })
  const admission = new UploadAdmission({ behaviour: { serves: () => true } }, list, clock)
  const before = await buffersHeld()
  const peers = Array.from({ length: PEERS }, (_, i) => {
    const wire = slowChannel(hex(i + 1))
    const uploads = new PeerUploads({
      channel: wire.channel,
      host: {
        storage: {
          sources: {
            source: () => ({ path: '/film', size: CHUNKS * CHUNK_BYTES, layer: new Uint8Array(CHUNKS * 32) }),
          },
          files: zeros,
        },
        receipts: { maker: receipts, intervalBytes: 64 * CHUNK_BYTES },
        clock,
        list,
        admission,
        scheduler: desk,
      },
      reject: () => {},
    })
    wire.channel.onClose(() => uploads.closed())
    return { wire, uploads }
  })
  for (const { uploads } of peers) void uploads.open({ id: 1, root: hex(0), nonce: hex(9), logLength: 0, layer: 0 })
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  await turn()
  const accepted = peers.filter(({ wire }) => wire.sent['accepted'] === 1)
  expect(accepted).toHaveLength(8)
  for (const { uploads } of accepted) uploads.request({ id: 1, from: 0, count: 32 })
  for (let i = 0; i < 20; i++) await turn()
  desk.announcePlaces()
  // each has one message on its way and waits for its reader
  for (const { wire } of accepted) expect(wire.sent['data']).toBe(1)
  expect(peers.filter(({ wire }) => (wire.sent['queued'] ?? 0) > 0)).toHaveLength(PEERS - 8)
  const grown = (await buffersHeld()) - before
  // two buffers of 1 MiB for each of the 8, and no more; what the process held before may shrink meanwhile
  expect(grown).toBeGreaterThan(15 * CHUNK_BYTES)
  expect(grown).toBeLessThan(17 * CHUNK_BYTES)
  expect(desk.places().map(({ position }) => position)).toEqual(Array.from({ length: PEERS - 8 }, (_, i) => i + 1))
  // A peer that reads nothing for two minutes loses its slot.
  clock.advance(150_000)
  for (let i = 0; i < 5; i++) await turn()
  expect(accepted.every(({ wire }) => wire.sent['refused'] === 1)).toBe(true)
  expect(peers.filter(({ wire }) => wire.sent['accepted'] === 1)).toHaveLength(16)
  for (const { wire } of peers) wire.close()
  await turn()
  expect([desk.places().length, desk.slots.used, admission.open]).toEqual([0, 0, 0])
  desk.close()
})

/** Leaves no garbage: the buffers that a first collection finds are freed beside it, and gone at the second. */
async function collect(): Promise<void> {
  for (let i = 0; i < 2; i++) {
    collector()({ type: 'major' })
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Bytes of buffers that are held: what is left after all garbage is gone. */
async function buffersHeld(): Promise<number> {
  await collect()
  return process.memoryUsage().arrayBuffers
}

/** Bytes that are held: what is left after all garbage is gone. */
async function held(): Promise<number> {
  await collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

test(`${REAL_PEERS} real peers that read nothing cost a node little, and nothing once they are gone`, async () => {
  const net = await createLocalNet()
  const provider = await startNode({ bootstrap: net.bootstrap })
  const file = provider.share(makeFile(provider.dir, 'film.bin', CHUNKS * CHUNK_BYTES))
  const before = await held()
  const task = { bootstrap: net.bootstrap, provider: provider.key, root: file.root, peers: REAL_PEERS }
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '../helpers/idle-readers-child.ts'), JSON.stringify(task)],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  alsoClean(() => void child.kill('SIGKILL'))
  let most = 0
  for await (const line of createInterface({ input: child.stdout })) {
    const told = JSON.parse(line) as { accepted: number; queued: number; data: number }
    if (told.data % 16 === 1) most = Math.max(most, await held())
    // each of the 8 has got the 32 messages that a reader of nothing has credit for
    if (told.accepted === 8 && told.queued === REAL_PEERS - 8 && told.data === 8 * 32) break
  }
  expect(provider.overlay.peers.size).toBe(REAL_PEERS)
  most = Math.max(most, await held())
  // for each with a slot two chunks and what its connection may hold; for each of all a connection, its log and its
  // place in the queue
  expect(most - before).toBeLessThan(8 * 4 * CHUNK_BYTES + REAL_PEERS * (CHUNK_BYTES / 2))
  child.stdin.end()
  while (provider.overlay.peers.size > 0) await provider.overlay.once('peerLeft')
  while (provider.transfers.list().some(({ state }) => state !== 'failed'))
    await provider.transfers.events.once('change')
  // the DHT library keeps a connection for 10 s after its end
  await vi.waitFor(async () => expect((await held()) - before).toBeLessThan(8 * CHUNK_BYTES), {
    timeout: 30_000,
    interval: 1000,
  })
}, 90_000)
