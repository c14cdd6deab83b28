import type NoiseSecretStream from '@hyperswarm/secret-stream'
import HyperDHT, { type DhtOptions } from 'hyperdht'
import type { Clock } from '../base/clock.ts'
import { fromHex, toHex } from '../base/hex.ts'
import { MAX_OUTBOUND } from './budget/inbound-places.ts'
import type { BootstrapAddress } from './discovery/bootstrap.ts'
import { useSmallBlocks } from './patches/buffer-pool.ts'
import { forgetClosedConnections, freeClosedStreams } from './patches/closed-streams.ts'
import { type DialPolicy, DialTiebreakSwarm } from './patches/dial-tiebreak.ts'
import { refuseEarly } from './patches/early-refusal.ts'
import { limitHandshakes } from './patches/handshake-limit.ts'
import type { TopicDirectory } from './discovery/rendezvous.ts'
import { TopicSearch } from './discovery/topic-search.ts'

/** How far this node has come in reaching other peers. */
export type Reach = 'starting' | 'bootstrapUnreachable' | 'lookingForPeers' | 'announced'

/** Decides which connections are made; peers are hex keys. */
export interface ConnectionPolicy extends DialPolicy {
  /** True for a peer that gets no connection. */
  refuses(peer: string): boolean
  /** False if there is no place for a peer that connects from this address. */
  hasPlace(peer: string, host: string): boolean
  /** False: a handshake is dropped before it is known whom it is from; see HandshakeBudget. */
  admitsHandshake(from: string, claimed: string | null): boolean
}

/** How the DHT is reached. Left out: the public network, on all addresses of this machine. */
interface DhtAccess {
  bootstrap?: BootstrapAddress[] | undefined
  host?: string | undefined
}

export interface NetworkOptions {
  keyPair: { publicKey: Buffer; secretKey: Buffer }
  dht: DhtAccess
  policy: ConnectionPolicy
  clock: Clock
  onStream: (stream: NoiseSecretStream) => void
  /** Called whenever `reach` may have changed. */
  onChange: () => void
}

/** Entry points count as unreachable after this many ms without an answer, though the library keeps trying. */
const ANSWER_TIMEOUT_MS = 3000

/** One running DHT node with its swarm, from `start` to `destroy`. */
export class Network {
  readonly #options: NetworkOptions
  readonly #dht: HyperDHT
  readonly #swarm: DialTiebreakSwarm
  readonly #searches = new Map<string, TopicSearch>()
  /** The DHT as a directory of topics. */
  readonly directory: TopicDirectory
  #timedOut = false
  #cancelTimeout = (): void => {}
  #destroyed = false

  constructor(options: NetworkOptions) {
    useSmallBlocks()
    this.#options = options
    const { keyPair, dht, policy, clock } = options
    const dhtOptions: DhtOptions = {}
    if (dht.bootstrap) dhtOptions.bootstrap = dht.bootstrap
    if (dht.host) dhtOptions.host = dht.host
    this.#dht = new HyperDHT(dhtOptions)
    freeClosedStreams(this.#dht)
    this.#swarm = new DialTiebreakSwarm(
      {
        dht: this.#dht,
        keyPair,
        firewall: (key) => policy.refuses(toHex(key)),
        // counts inbound connections, too
        maxPeers: Infinity,
        maxClientConnections: MAX_OUTBOUND,
      },
      clock,
      policy,
    )
    forgetClosedConnections(this.#swarm)
    refuseEarly(this.#swarm, (key, host) => policy.hasPlace(toHex(key), host))
    limitHandshakes(this.#swarm, (from, claimed) => policy.admitsHandshake(from, claimed))
    this.directory = this.#makeDirectory()
    this.#swarm.on('connection', (stream) => options.onStream(stream))
    this.#dht.on('network-update', options.onChange)
    this.#dht.on('add-node', options.onChange)
    this.#dht.on('remove-node', options.onChange)
    this.#dht.fullyBootstrapped().then(options.onChange, options.onChange)
    this.#awaitAnswer()
  }

  get reach(): Reach {
    if (this.#answers()) return this.#allSearches().some((search) => search.announced) ? 'announced' : 'lookingForPeers'
    return this.#dht.bootstrapped || this.#timedOut ? 'bootstrapUnreachable' : 'starting'
  }

  /** Announces this node under these topics and looks for peers there; leaves all other topics. */
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
          retryEntryPoints: () => this.#dht.refresh(),
          onChange: this.#options.onChange,
        }),
      )
    }
  }

  /** Looks for peers now instead of waiting for the next look-up. */
  refresh(): void {
    for (const search of this.#allSearches()) search.searchNow()
  }

  /** Lifts the library's ban on keys that the firewall once refused. */
  forgive(allowed: (peer: string) => boolean): void {
    for (const [peer, info] of this.#swarm.peers) if (info.banned && allowed(peer)) info.ban(false)
  }

  /** Connects to a key, and keeps trying until `hangUp`. */
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
    this.#cancelTimeout()
    for (const search of this.#allSearches()) search.pause()
    await this.#swarm.suspend()
  }

  async resume(): Promise<void> {
    await this.#swarm.resume()
    this.#timedOut = false
    this.#awaitAnswer()
    this.refresh()
  }

  async destroy(): Promise<void> {
    if (this.#destroyed) return
    this.#destroyed = true
    this.#cancelTimeout()
    for (const search of this.#allSearches()) search.end(false)
    // while no node answers, the swarm would wait 6 s for its requests to time out: closing the sockets ends them
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

  #allSearches(): TopicSearch[] {
    return [...this.#searches.values()]
  }

  #answers(): boolean {
    return this.#dht.online && this.#dht.toArray({ limit: 1 }).length > 0
  }

  #awaitAnswer(): void {
    this.#cancelTimeout = this.#options.clock.after(ANSWER_TIMEOUT_MS, () => {
      this.#timedOut = true
      this.#options.onChange()
    })
  }
}
