import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import crypto from 'hypercore-crypto'
import HyperDHT from 'hyperdht'
import Hyperswarm from 'hyperswarm'
import { systemClock } from '../../main/base/clock.ts'
import { startLocalNet } from '../../main/network/local-net.ts'
import { Overlay, type OverlayEvents, type OverlayOptions } from '../../main/network/overlay.ts'
import { type BenchLine, cost, median, seconds } from './lib/measure.ts'

const COMMUNITY = 'Meeting bench'

/** Options: `--peers` started together (6), `--rounds` (5). */
interface Options {
  peers?: number
  rounds?: number
}

interface PlainSwarm {
  connections: { size: number }
  on(event: 'connection', listener: (stream: { on(event: 'error', ignore: () => void): void }) => void): void
  join(topic: Buffer): { flushed(): Promise<void> }
  destroy(): Promise<void>
}

function makeOverlay(bootstrap: string[], options: Partial<OverlayOptions> = {}): Overlay {
  const overlay = new Overlay({
    keyPair: crypto.keyPair(),
    dht: { bootstrap, host: '127.0.0.1' },
    clock: systemClock,
    log: () => {},
    ...options,
  })
  overlay.announce({ name: 'bench', catalogueKey: Buffer.alloc(32) })
  overlay.join(COMMUNITY)
  return overlay
}

function openDht(bootstrap: string): InstanceType<typeof HyperDHT> {
  const [host = '', port] = bootstrap.split(':')
  return new HyperDHT({ bootstrap: [{ host, port: Number(port) }], host: '127.0.0.1' })
}

/** Resolves when `isSo` holds, checked after each `event`. */
function until(overlay: Overlay, event: keyof OverlayEvents, isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (!isSo()) return
      off()
      resolve()
    }
    const off = overlay.on(event, check)
    check()
  })
}

/** Seconds until `count` nodes started together are all connected. */
async function connectOverlays(bootstrap: string[], count: number): Promise<number> {
  const overlays = Array.from({ length: count }, () => makeOverlay(bootstrap))
  const took = await seconds(async () => {
    await Promise.all(overlays.map((overlay) => overlay.start()))
    await Promise.all(overlays.map((one) => until(one, 'peer', () => one.peers.size === count - 1)))
  })
  await Promise.all(overlays.map((overlay) => overlay.destroy()))
  return took
}

/**
 * The same with plain Hyperswarm. Each joins after the previous one has announced itself: Hyperswarm looks a topic up
 * once and then not for minutes, so nodes that join at the same time do not find each other.
 */
async function connectSwarms(bootstrap: string, count: number): Promise<number> {
  const topic = crypto.keyPair().publicKey
  const swarms = Array.from(
    { length: count },
    () => new Hyperswarm({ dht: openDht(bootstrap) }) as unknown as PlainSwarm,
  )
  const took = await seconds(async () => {
    const met = swarms.map(
      (swarm) =>
        new Promise<void>((resolve) =>
          swarm.on('connection', (stream) => {
            stream.on('error', () => {})
            if (swarm.connections.size >= count - 1) resolve()
          }),
        ),
    )
    for (const swarm of swarms) await swarm.join(topic).flushed()
    await Promise.all(met)
  })
  await Promise.all(swarms.map((swarm) => swarm.destroy()))
  return took
}

/** Seconds from readmitting an excluded peer until both are connected. */
async function readmitPeer(bootstrap: string[]): Promise<number> {
  const refused = new Set<string>()
  const host = makeOverlay(bootstrap, {
    policy: {
      firewall: (peer) => refused.has(peer),
      exclusionReason: (peer) => (refused.has(peer) ? 'blocked' : null),
    },
  })
  const guest = makeOverlay(bootstrap)
  const met = (): Promise<unknown> =>
    Promise.all([
      until(host, 'peer', () => host.peers.has(guest.publicKeyHex)),
      until(guest, 'peer', () => guest.peers.has(host.publicKeyHex)),
    ])
  await Promise.all([host.start(), guest.start()])
  await met()
  const gone = Promise.all([guest.once('excludedBy'), guest.once('peerLeft')])
  refused.add(guest.publicKeyHex)
  host.applyFirewall()
  await gone
  const took = await seconds(() => {
    refused.clear()
    host.applyFirewall()
    return met()
  })
  await Promise.all([host.destroy(), guest.destroy()])
  return took
}

/** Seconds to open a plain HyperDHT connection to a known key. */
async function connectDht(bootstrap: string): Promise<number> {
  const [host, guest] = [openDht(bootstrap), openDht(bootstrap)] as unknown as PlainDht[]
  if (!host || !guest) throw new Error('no DHT')
  const server = host.createServer((stream) => stream.on('error', () => {}))
  await server.listen()
  const took = await seconds(() => {
    const stream = guest.connect(server.publicKey)
    stream.on('error', () => {})
    return new Promise<void>((resolve) => stream.on('open', resolve))
  })
  await Promise.all([host.destroy(), guest.destroy()])
  return took
}

interface PlainStream {
  on(event: 'error' | 'open', listener: () => void): void
}

interface PlainDht {
  createServer(listener: (stream: PlainStream) => void): { listen(): Promise<void>; publicKey: Buffer }
  connect(key: Buffer): PlainStream
  destroy(): Promise<void>
}

/** A loopback address where nothing listens. */
async function unreachable(): Promise<string> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return `127.0.0.1:${port}`
}

/**
 * Time to connect, against the bare libraries on the same loopback DHT, alternating, medians: nodes started together,
 * against plain Hyperswarm; a readmitted peer, against a plain HyperDHT connection to a known key; and shutdown with an
 * unreachable bootstrap node, against destroying a plain HyperDHT.
 */
export default async function* run({ peers = 6, rounds = 5 }: Options = {}): AsyncGenerator<BenchLine> {
  const net = await startLocalNet(4)
  const bootstrap = net.bootstrap[0] as string
  const lists = Array.from({ length: 6 }, (): number[] => [])
  const [meet, plainMeet, back, call, leave, destroy] = lists as [
    number[],
    number[],
    number[],
    number[],
    number[],
    number[],
  ]
  try {
    for (let round = 0; round < rounds; round++) {
      plainMeet.push(await connectSwarms(bootstrap, peers))
      meet.push(await connectOverlays(net.bootstrap, peers))
      call.push(await connectDht(bootstrap))
      back.push(await readmitPeer(net.bootstrap))
      const nowhere = await unreachable()
      const dht = openDht(nowhere) as unknown as PlainDht
      destroy.push(await seconds(() => dht.destroy()))
      const overlay = makeOverlay([nowhere])
      await overlay.start()
      leave.push(await seconds(() => overlay.destroy()))
    }
    const ms = (list: number[]): number => median(list) * 1000
    yield cost(`meeting, ${peers} that start at once, against Hyperswarm`, ms(meet), ms(plainMeet), 'ms')
    yield cost('meeting, let in again, against a HyperDHT connection', ms(back), ms(call), 'ms')
    yield cost('meeting, leaving with no entry point, against HyperDHT', ms(leave), ms(destroy), 'ms')
  } finally {
    await net.close()
  }
}
