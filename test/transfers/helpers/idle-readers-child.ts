/*
 * Many peers in a process of their own, each with its own key and node: all ask one provider for a file and read
 * nothing of it, until standard input ends.
 */
import crypto from 'hypercore-crypto'
import { systemClock } from '../../../main/base/clock.ts'
import { Overlay } from '../../../main/network/overlay.ts'
import { transferProtocol, type TransferMessages } from '../../../main/protocol/transfer.ts'

interface Task {
  bootstrap: string[]
  provider: string
  root: string
  peers: number
}

const { bootstrap, provider, root, peers } = JSON.parse(process.argv[2] as string) as Task
/** So many begin at a time. */
const LANES = 10

const told = { connected: 0, accepted: 0, queued: 0, data: 0 }
const say = (): void => void process.stdout.write(`${JSON.stringify(told)}\n`)

/**
 * A key that calls at once: of two peers the one with the larger key waits for the other
 * (network/patches/dial-tiebreak.ts).
 */
function callingKey(): ReturnType<typeof crypto.keyPair> {
  for (;;) {
    const pair = crypto.keyPair()
    if (pair.publicKey.toString('hex') < provider) return pair
  }
}

const overlays: Overlay[] = []

async function join(n: number): Promise<void> {
  // they do not call each other
  const overlay = new Overlay({
    keyPair: callingKey(),
    dht: { bootstrap, host: '127.0.0.1' },
    clock: systemClock,
    log: () => {},
    policy: { wants: (peer) => peer === provider },
  })
  overlays.push(overlay)
  overlay.announce({ name: `Peer ${n}`, catalogueKey: Buffer.alloc(32) })
  overlay.protocol<TransferMessages>(transferProtocol).onOpen((channel) => {
    if (channel.peer !== provider) return
    told.connected++
    let waits = false
    channel.on('queued', () => {
      if (waits) return
      waits = true
      told.queued++
      say()
    })
    channel.on('accepted', () => {
      told.accepted++
      channel.send('request', { id: 1, from: 0, count: 32 })
      say()
    })
    channel.on('data', () => {
      told.data++
      say()
      return new Promise<void>(() => {})
    })
    channel.send('open', { id: 1, root, nonce: crypto.randomBytes(32).toString('hex'), logLength: 0, layer: 1 })
  })
  await overlay.start()
  overlay.join('transfer tests')
  // a lookup finds twenty of a community's peers, and the provider may not be among them
  overlay.visits.isBusy = () => true
  while (!(await overlay.visits.visit(provider))) continue
}

let next = 0
const lane = async (): Promise<void> => {
  while (next < peers) await join(next++)
}
await Promise.all(Array.from({ length: LANES }, lane))
process.stdin
  .resume()
  .on('end', () => void Promise.all(overlays.map((overlay) => overlay.destroy())).then(() => process.exit()))
