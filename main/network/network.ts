import type NoiseSecretStream from '@hyperswarm/secret-stream'
import HyperDHT, { type DhtOptions } from 'hyperdht'
import type { Clock } from '../base/clock.ts'
import { fromHex, toHex } from '../base/hex.ts'
import type { BootstrapAddress } from './discovery/bootstrap.ts'
import { DialTiebreakSwarm } from './patches/dial-tiebreak.ts'
import type { TopicDirectory } from './discovery/rendezvous.ts'
import { TopicSearch } from './discovery/topic-search.ts'

/** How far the way to other peers is open. */
export type Reach = 'starting' | 'bootstrapUnreachable' | 'lookingForPeers' | 'announced'

export interface NetworkOptions {
  keyPair: { publicKey: Buffer; secretKey: Buffer }
  bootstrap?: BootstrapAddress[]
  host?: string
  clock: Clock
  firewall: (peer: string) => boolean
  /** Whether a peer shuts me out: it is not called. */
  shutOutBy: (peer: string) => boolean
  wants?: (peer: string) => boolean
  onStream: (stream: NoiseSecretStream) => void
  /** Called whenever `reach` may have changed. */
  onChange: () => void
}

/** Without any answer for so long the entry points count as unreachable, though the library goes on trying. */
const PATIENCE_MS = 3000

/** One running DHT node with its swarm: made by `start`, thrown away by `destroy`. */
export class Network {
  readonly #options: NetworkOptions
  readonly #dht: HyperDHT
  readonly #swarm: DialTiebreakSwarm
  readonly #searches = new Map<string, TopicSearch>()
  /** The DHT as a directory of topics. */
  readonly directory: TopicDirectory
  #impatient = false
  #cancelPatience = (): void => {}
  #destroyed = false

  constructor(options: NetworkOptions) {
    this.#options = options
    const { keyPair, bootstrap, host } = options
    const dhtOptions: DhtOptions = {}
    if (bootstrap) dhtOptions.bootstrap = bootstrap
    if (host) dhtOptions.host = host
    this.#dht = new HyperDHT(dhtOptions)
    this.#swarm = new DialTiebreakSwarm(
      { dht: this.#dht, keyPair, firewall: (key) => options.firewall(toHex(key)) },
      options.clock,
      { wants: options.wants, shutOutBy: options.shutOutBy },
    )
    this.directory = this.#makeDirectory()
    this.#swarm.on('connection', (stream) => options.onStream(stream))
    this.#dht.on('network-update', options.onChange)
    this.#dht.on('add-node', options.onChange)
    this.#dht.on('remove-node', options.onChange)
    this.#dht.fullyBootstrapped().then(options.onChange, options.onChange)
    this.#waitPatiently()
  }

  get reach(): Reach {
    if (this.#answers()) return this.#all().some((search) => search.announced) ? 'announced' : 'lookingForPeers'
    return this.#dht.bootstrapped || this.#impatient ? 'bootstrapUnreachable' : 'starting'
  }

  /** Announces this node under these topics and looks for others there; leaves all other topics. */
  meetUnder(topics: readonly Buffer[]): void {
    const wanted = new Map(topics.map((topic) => [toHex(topic), topic]))
    for (const [id, search] of this.#searches) {
      if (wanted.has(id)) continue
      search.end(true)
      this.#searches.delete(id)
    }
    for (const [id, topic] of wanted) {
      if (this.#searches.has(id)) continue
      this.#searches.set(
        id,
        new TopicSearch({
          session: this.#swarm.join(topic, { client: true, server: true }),
          clock: this.#options.clock,
          answers: () => this.#answers(),
          knock: () => this.#dht.refresh(),
          onChange: this.#options.onChange,
        }),
      )
    }
  }

  /** Looks for peers now rather than at the next turn. */
  refresh(): void {
    for (const search of this.#all()) search.look()
  }

  /** Lets keys in again that the firewall once refused: the library remembers them. */
  forgive(allowed: (peer: string) => boolean): void {
    for (const [peer, info] of this.#swarm.peers) if (info.banned && allowed(peer)) info.ban(false)
  }

  /** Connects to a key, whether it is found under a topic or not, and keeps trying until `hangUp`. */
  dial(peer: string): void {
    this.#swarm.joinPeer(Buffer.from(fromHex(peer)))
  }

  hangUp(peer: string): void {
    this.#swarm.leavePeer(Buffer.from(fromHex(peer)))
  }

  /** True for a peer that was found under one of the topics. */
  isFound(peer: string): boolean {
    return (this.#swarm.peers.get(peer)?.topics.length ?? 0) > 0
  }

  async suspend(): Promise<void> {
    this.#cancelPatience()
    for (const search of this.#all()) search.pause()
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
    this.#cancelPatience()
    for (const search of this.#all()) search.end(false)
    // With nobody to say goodbye to, the swarm would wait 6 s for its requests to time out; closing the sockets ends
    // them at once.
    if (this.#answers()) await this.#swarm.destroy()
    else await Promise.all([this.#swarm.destroy(), this.#dht.destroy({ force: true })])
  }

  #makeDirectory(): TopicDirectory {
    const [dht, swarm] = [this.#dht, this.#swarm]
    const answers = (): boolean => !this.#destroyed && this.#answers()
    return {
      get online() {
        return answers()
      },
      announce: (topic) => dht.announce(topic, swarm.keyPair, swarm.server.relayAddresses).finished(),
      withdraw: (topic) => dht.unannounce(topic, swarm.keyPair),
      async *lookup(topic, signal) {
        const query = dht.lookup(topic)
        const stop = (): void => query.destroy()
        signal.addEventListener('abort', stop, { once: true })
        try {
          if (!signal.aborted) for await (const { peers } of query) for (const { publicKey } of peers) yield publicKey
        } finally {
          signal.removeEventListener('abort', stop)
          query.destroy()
        }
      },
    }
  }

  #all(): TopicSearch[] {
    return [...this.#searches.values()]
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
}
