/* One of the two processes of the transfer benchmark; told what to do by its first argument, a JSON text. */
import { createReadStream, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Corestore from 'corestore'
import HyperDHT from 'hyperdht'
import Hyperdrive, { type Drive, type DriveStore } from 'hyperdrive'
import Hyperswarm from 'hyperswarm'
import Localdrive from 'localdrive'
import { systemClock } from '../../main/base/clock.ts'
import { seededRandom } from '../../main/base/random.ts'
import { openIdentity } from '../../main/identity/identity.ts'
import { sign, verify } from '../../main/identity/signature.ts'
import { Overlay } from '../../main/network/overlay.ts'
import { transferProtocol, type TransferMessages } from '../../main/protocol/transfer.ts'
import { ReceiptBook } from '../../main/ratings/receipts/receipt-book.ts'
import { openDatabase } from '../../main/store/database.ts'
import { TransfersStore } from '../../main/store/transfers/transfers-store.ts'
import { DEFAULT_RULES } from '../../main/transfers/queue/rules.ts'
import { Transfers } from '../../main/transfers/transfers.ts'

export interface Task {
  role: 'raw-serve' | 'raw-fetch' | 'serve' | 'fetch' | 'drive-serve' | 'drive-fetch'
  dir: string
  bootstrap: string[]
  size: number
  /** The file to serve, its root (hex) and layer (base64). */
  path: string
  root: string
  layer: string
  /** Key of the serving process, for those that fetch. */
  peer: string
  /** The peers that a swarm fetches from; left out: the one. */
  peers?: string[]
  /** What a provider sends at most, bytes a second; left out: no limit. */
  up?: number
}

const task = JSON.parse(process.argv[2] as string) as Task
const [host, port] = (task.bootstrap[0] as string).split(':') as [string, string]
const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`)
const cpu = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

interface RawStream {
  write(data: Uint8Array): boolean
  on(event: string, listener: (data: Uint8Array) => void): void
  once(event: string, listener: () => void): void
  end(): void
}
interface DriveSwarm {
  on(event: 'connection', listener: (stream: unknown) => void): void
  join(topic: Buffer, how: { server: boolean; client: boolean }): { flushed(): Promise<void> }
}
interface RawDht {
  createServer(listener: (stream: RawStream) => void): { listen(keyPair?: unknown): Promise<void>; publicKey: Buffer }
  connect(key: Buffer): RawStream
}

async function rawServe(): Promise<void> {
  const dht = new HyperDHT({ bootstrap: [{ host, port: Number(port) }], host: '127.0.0.1' }) as unknown as RawDht
  const block = Buffer.alloc(128 * 1024, 7)
  const server = dht.createServer((stream) => {
    stream.on('error', () => {})
    stream.on('data', () => void send(stream))
  })
  const send = async (stream: RawStream): Promise<void> => {
    for (let sent = 0; sent < task.size; sent += block.length) {
      if (!stream.write(block)) await new Promise<void>((resolve) => stream.once('drain', resolve))
    }
    stream.end()
  }
  await server.listen()
  say({ key: server.publicKey.toString('hex') })
}

async function rawFetch(): Promise<void> {
  const dht = new HyperDHT({ bootstrap: [{ host, port: Number(port) }], host: '127.0.0.1' }) as unknown as RawDht
  // a machine that stands still for a moment loses the connection; what is measured is one that lasted
  for (let left = 3; left > 0; left--) {
    const figures = await rawTransfer(dht.connect(Buffer.from(task.peer, 'hex')))
    if (figures) return say(figures)
  }
  throw new Error('the raw stream broke three times')
}

/** Null if the stream broke before all bytes had come. */
function rawTransfer(stream: RawStream): Promise<{ seconds: number; cpu: number } | null> {
  return new Promise((resolve) => {
    let [start, cpuStart, got] = [0, 0, 0]
    stream.on('error', () => {})
    stream.once('close', () => resolve(null))
    stream.once('open', () => {
      start = performance.now()
      cpuStart = cpu()
      stream.write(Buffer.from('go'))
    })
    stream.on('data', (data) => {
      got += data.byteLength
      if (got >= task.size) resolve({ seconds: (performance.now() - start) / 1000, cpu: cpu() - cpuStart })
    })
  })
}

async function node(): Promise<{ transfers: Transfers; overlay: Overlay }> {
  const identity = await openIdentity(task.dir)
  const overlay = new Overlay({
    keyPair: identity,
    bootstrap: task.bootstrap,
    host: '127.0.0.1',
    clock: systemClock,
    log: () => {},
  })
  const signer = {
    publicKey: identity.publicKeyHex,
    sign: (domain: string, message: Uint8Array) => sign(domain, message, identity.secretKey),
    verify,
  }
  const database = openDatabase(join(task.dir, 'hyoban.sqlite'), { log: say })
  const transfers = new Transfers({
    store: { transfers: new TransfersStore(database) },
    network: {
      hub: overlay.protocol<TransferMessages>(transferProtocol),
      disconnect: (peer, reason) => overlay.disconnect(peer, reason),
    },
    contents: {
      sources: { source: () => ({ path: task.path, size: task.size, layer: Buffer.from(task.layer, 'base64') }) },
      downloadFolder: () => task.dir,
    },
    trust: {
      receipts: new ReceiptBook({ signer, log: { length: 0 }, clock: systemClock }),
      rate: () => Promise.resolve(1),
      behaviour: { serves: () => true },
      badge: (publicKey) => ({
        publicKey,
        fingerprint: '',
        name: '',
        trust: {
          u: null,
          total: null,
          recent: null,
          low: null,
          high: null,
          count: 0,
          raters: 0,
          decision: 'new',
          by: 'rule',
          override: null,
        },
      }),
    },
    settings: {
      rules: () => ({ ...DEFAULT_RULES, transferLimits: { ...DEFAULT_RULES.transferLimits, up: task.up ?? 0 } }),
    },
    clock: systemClock,
    random: seededRandom(Date.now()),
    log: say,
  })
  await overlay.start()
  overlay.join('bench')
  transfers.start()
  return { transfers, overlay }
}

async function serve(): Promise<void> {
  const { overlay } = await node()
  overlay.on('status', ({ state }) => state === 'online' && say({ key: overlay.publicKeyHex }))
  // CPU used and memory, on demand
  process.stdin.on('data', () => say({ cpu: cpu() }))
}

async function fetch(): Promise<void> {
  const { transfers } = await node()
  const peers = task.peers ?? [task.peer]
  while (!peers.every((peer) => transfers.connected(peer))) await transfers.events.once('change')
  let peak = 0
  setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50)
  for (;;) {
    await new Promise<void>((resolve) => process.stdin.once('data', () => resolve()))
    const start = performance.now()
    const cpuStart = cpu()
    const done = transfers.events.once('downloadDone')
    const id = transfers.download({ root: task.root, name: 'file', size: task.size, peer: peers[0], peers })
    if (peers.length > 1) say({ begun: true })
    const half = transfers.events.on('change', () => {
      if (peers.length === 1) return
      const { moved } = transfers.list().find((line) => line.id === id) ?? { moved: 0 }
      if (moved < task.size / 2) return
      half()
      say({ half: (performance.now() - start) / 1000, moved })
    })
    const { path } = await done
    half()
    const answer = { seconds: (performance.now() - start) / 1000, cpu: cpu() - cpuStart, rss: peak }
    // before the answer: what is measured next shall not share the machine with it
    rmSync(path)
    say(answer)
  }
}

/**
 * Hyperdrive, for comparison: the file is imported into a drive, served over a swarm of its own, and downloaded into a
 * folder.
 */
async function driveServe(): Promise<void> {
  const { drive, swarm } = await openDrive(null)
  await drive.ready()
  const source = createReadStream(task.path)
  await new Promise<void>((resolve, reject) =>
    source.pipe(drive.createWriteStream('/file')).on('close', resolve).on('error', reject),
  )
  await swarm.join(drive.discoveryKey, { server: true, client: false }).flushed()
  say({ key: drive.key.toString('hex') })
}

async function driveFetch(): Promise<void> {
  const { drive, swarm } = await openDrive(Buffer.from(task.peer, 'hex'))
  await drive.ready()
  const met = new Promise<void>((resolve) => swarm.on('connection', () => resolve()))
  swarm.join(drive.discoveryKey, { server: false, client: true })
  await met
  await drive.entry('/file', { wait: true })
  const start = performance.now()
  const cpuStart = cpu()
  for await (const _change of drive.mirror(new Localdrive(join(task.dir, 'out')))) void _change
  const size = statSync(join(task.dir, 'out', 'file')).size
  if (size !== task.size) throw new Error(`hyperdrive gave ${size} bytes`)
  say({ seconds: (performance.now() - start) / 1000, cpu: cpu() - cpuStart })
}

async function openDrive(key: Buffer | null): Promise<{ drive: Drive; swarm: DriveSwarm }> {
  const corestore = new Corestore(join(task.dir, 'store')) as unknown as DriveStore
  const swarm = new Hyperswarm({
    dht: new HyperDHT({ bootstrap: [{ host, port: Number(port) }], host: '127.0.0.1' }),
  }) as unknown as DriveSwarm
  swarm.on('connection', (stream) => corestore.replicate(stream))
  return { drive: new Hyperdrive(corestore, key), swarm }
}

process.on('SIGTERM', () => process.exit())
const roles = {
  'raw-serve': rawServe,
  'raw-fetch': rawFetch,
  'drive-serve': driveServe,
  'drive-fetch': driveFetch,
  serve,
  fetch,
}
await roles[task.role]()
