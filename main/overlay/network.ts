import type NoiseSecretStream from '@hyperswarm/secret-stream'
import HyperDHT, { type DhtOptions } from 'hyperdht'
import type { PeerDiscoverySession } from 'hyperswarm'
import type { Clock } from '../base/clock.ts'
import { toHex } from '../base/hex.ts'
import type { BootstrapAddress } from './bootstrap.ts'
import { PoliteSwarm } from './polite-swarm.ts'

/** How far the way to other peers is open. */
export type Reach = 'starting' | 'bootstrapUnreachable' | 'lookingForPeers' | 'announced'

export interface NetworkOptions {
  keyPair: { publicKey: Buffer; secretKey: Buffer }
  bootstrap?: BootstrapAddress[]
  host?: string
  clock: Clock
  firewall: (peer: string) => boolean
  onStream: (stream: NoiseSecretStream) => void
  /** Called whenever `reach` may have changed. */
  onChange: () => void
}

/** Pauses between two looks into the DHT, in ms; the last one repeats. Peers that start together find each other in the early ones. */
const LOOKS = [300, 700, 1500, 3000, 6000, 12_000, 25_000, 60_000]
const RETRY_CAP = 15_000
/** Without any answer for so long the entry points count as unreachable, though the library goes on trying. */
const PATIENCE_MS = 3000

/** One running DHT node with its swarm: made by `start`, thrown away by `destroy`. */
export class Network {
  readonly #options: NetworkOptions
  readonly #dht: HyperDHT
  readonly #swarm: PoliteSwarm
  #session: PeerDiscoverySession | null = null
  #announced = false
  #impatient = false
  #cancelLook = (): void => {}
  #cancelPatience = (): void => {}
  #round = 0
  #destroyed = false

  constructor(options: NetworkOptions) {
    this.#options = options
    const { keyPair, bootstrap, host } = options
    const dhtOptions: DhtOptions = {}
    if (bootstrap) dhtOptions.bootstrap = bootstrap
    if (host) dhtOptions.host = host
    this.#dht = new HyperDHT(dhtOptions)
    this.#swarm = new PoliteSwarm({ dht: this.#dht, keyPair, firewall: (key) => options.firewall(toHex(key)) }, options.clock)
    this.#swarm.on('connection', (stream) => options.onStream(stream))
    this.#dht.on('network-update', options.onChange)
    this.#dht.on('add-node', options.onChange)
    this.#dht.on('remove-node', options.onChange)
    this.#dht.fullyBootstrapped().then(options.onChange, options.onChange)
    this.#waitPatiently()
  }

  get reach(): Reach {
    if (this.#answers()) return this.#announced ? 'announced' : 'lookingForPeers'
    return this.#dht.bootstrapped || this.#impatient ? 'bootstrapUnreachable' : 'starting'
  }

  /** Announces this node under `topic` and looks for others there; leaves the topic before. */
  join(topic: Uint8Array): void {
    this.leave()
    this.#session = this.#swarm.join(topic, { client: true, server: true })
    this.#look(0)
  }

  leave(): void {
    this.#cancelLook()
    this.#round++
    this.#announced = false
    this.#session?.destroy().catch(() => {})
    this.#session = null
  }

  /** Looks for peers now rather than at the next turn. */
  refresh(): void {
    if (this.#session) this.#look(0)
  }

  /** Lets keys in again that the firewall once refused: the library remembers them. */
  forgive(allowed: (peer: string) => boolean): void {
    for (const [peer, info] of this.#swarm.peers) if (info.banned && allowed(peer)) info.ban(false)
  }

  async suspend(): Promise<void> {
    this.#cancelLook()
    this.#cancelPatience()
    this.#round++
    this.#announced = false
    await this.#swarm.suspend()
  }

  async resume(): Promise<void> {
    await this.#swarm.resume()
    this.#impatient = false
    this.#waitPatiently()
    this.refresh()
  }

  async destroy(): Promise<void> {
    if (this.#destroyed) return
    this.#destroyed = true
    this.#cancelLook()
    this.#cancelPatience()
    this.#round++
    // With nobody to say goodbye to, the swarm would wait 6 s for its requests to time out; closing the sockets ends them at once.
    if (this.#answers()) await this.#swarm.destroy()
    else await Promise.all([this.#swarm.destroy(), this.#dht.destroy({ force: true })])
  }

  #answers(): boolean {
    return this.#dht.online && this.#dht.toArray({ limit: 1 }).length > 0
  }

  #waitPatiently(): void {
    this.#cancelPatience = this.#options.clock.after(PATIENCE_MS, () => {
      this.#impatient = true
      this.#options.onChange()
    })
  }

  #look(turn: number): void {
    this.#cancelLook()
    const round = ++this.#round
    void this.#lookOnce().then(() => {
      if (round !== this.#round || this.#destroyed) return
      this.#options.onChange()
      const pause = LOOKS[Math.min(turn, LOOKS.length - 1)] ?? RETRY_CAP
      this.#cancelLook = this.#options.clock.after(this.#announced ? pause : Math.min(pause, RETRY_CAP), () => this.#look(turn + 1))
    })
  }

  async #lookOnce(): Promise<void> {
    const session = this.#session
    if (!session) return
    try {
      if (!this.#answers()) this.#dht.refresh()
      const done = await session.refresh({ client: true, server: true })
      if (session === this.#session) this.#announced = done && this.#answers()
    } catch {
      if (session === this.#session) this.#announced = false
    }
  }
}
