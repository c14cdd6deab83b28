import type NoiseSecretStream from '@hyperswarm/secret-stream'
import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import { fromHex, toHex } from '../base/hex.ts'
import { SerialQueue } from '../base/serial-queue.ts'
import type { ChannelHub } from '../protocol/channel.ts'
import type { WireProtocol } from '../protocol/codec.ts'
import { type Hello, MAX_COMMUNITIES, sanitiseName } from '../protocol/handshake.ts'
import type { MeetingPlace } from '../domain/meeting-place.ts'
import type { OnDemandConnections } from './connection/on-demand-connections.ts'
import { PeerConnections } from './connection/peer-connections.ts'
import type { PeerEntry, PeerEvents } from './connection/peer-events.ts'
import type { PeerPolicy } from './connection/peer-policy.ts'
import type { LimitedPeers } from './budget/limited-peers.ts'
import { type BootstrapAddress, parseBootstrap } from './discovery/bootstrap.ts'
import { Rendezvous } from './discovery/rendezvous.ts'
import { topicOf } from './discovery/topic.ts'
import { Network } from './network.ts'

export interface OverlayOptions {
  /** The identity's key pair: peers see its public key on each connection. */
  keyPair: { publicKey: Buffer; secretKey: Buffer }
  appVersion?: string
  /** How the DHT is reached. Left out: the public network. */
  dht?: {
    /** Entry points as host:port. The constructor throws BAD_BOOTSTRAP. */
    bootstrap?: string[] | undefined
    /** The address to bind; '127.0.0.1' keeps all traffic on this machine. */
    host?: string | undefined
  }
  /** Left out: every peer of a common community gets a connection. */
  policy?: PeerPolicy
  clock: Clock
  log: (line: string) => void
}

/** Interval of look-ups while there are no places for strangers, in ms; peers found this way are dialled. */
const CROWDED_LOOKUP_MS = 5000

export interface OverlayStatus {
  state: 'online' | 'connecting' | 'offline'
  reason: '' | 'noCommunity' | 'starting' | 'lookingForPeers' | 'bootstrapUnreachable' | 'suspended' | 'switchedOff'
}

export type OverlayEvents = PeerEvents & { status: OverlayStatus }

/** The network as other rooms see it: communities, their connected peers, and channels to them. */
export class Overlay extends Emitter<OverlayEvents> {
  readonly publicKeyHex: string
  /** Announcements and look-ups of topics in the DHT. */
  readonly rendezvous: Rendezvous
  readonly #options: OverlayOptions
  readonly #bootstrap: BootstrapAddress[] | undefined
  readonly #connections: PeerConnections
  /** One change of state at a time: a stop in the middle of a resume would leave half a network. */
  readonly #queue = new SerialQueue()
  #network: Network | null = null
  #places: ReadonlyMap<string, MeetingPlace> = new Map()
  #suspended = false
  #crowdedAt = Number.NEGATIVE_INFINITY
  #status: OverlayStatus = { state: 'offline', reason: 'switchedOff' }

  constructor(options: OverlayOptions) {
    super()
    this.#options = options
    const { keyPair, appVersion = '0', dht, policy = {}, clock, log } = options
    this.#bootstrap = dht?.bootstrap && parseBootstrap(dht.bootstrap)
    this.publicKeyHex = toHex(keyPair.publicKey)
    const hello: Hello = { name: '', appVersion, catalogueKey: Buffer.alloc(32) }
    this.#connections = new PeerConnections({
      self: { key: keyPair.publicKey, hello },
      policy,
      events: this,
      dialer: () => this.#network,
      onCrowded: () => this.#onCrowded(),
      clock,
      log,
    })
    this.on('peersChanged', () => this.#updateStatus())
    this.on('readmitted', () => this.applyFirewall())
    this.rendezvous = new Rendezvous({
      self: this.publicKeyHex,
      clock,
      directory: () => this.#network?.directory ?? null,
    })
  }

  /** Admitted peers by hex key. */
  get peers(): ReadonlyMap<string, PeerEntry> {
    return this.#connections.peers
  }

  /** On-demand connections to peers known only by their key. */
  get visits(): OnDemandConnections {
    return this.#connections.visits
  }

  /** Peers that want more of this node than they may use. */
  get limits(): LimitedPeers {
    return this.#connections.limits
  }

  get status(): OverlayStatus {
    return this.#status
  }

  /** The communities joined, or to be joined once started, by id. */
  get places(): ReadonlyMap<string, MeetingPlace> {
    return this.#places
  }

  /** Connections closed so far because the peer broke a protocol. */
  get rejections(): number {
    return this.#connections.rejections
  }

  /**
   * Registers a protocol; channels open on all connections, present and future, `excluded`: also while a peer is only
   * told that it is excluded. Throws if the name is taken.
   */
  protocol<M>(wire: WireProtocol<M>, options?: { excluded?: boolean }): ChannelHub<M> {
    return this.#connections.protocol(wire, options)
  }

  /** Calls back for each admitted connection, present and future, so that logs can replicate over it. */
  onConnection(listener: (stream: NoiseSecretStream, peer: string) => void): void {
    this.#connections.onConnection(listener)
  }

  /** Goes online in the background; `status` shows the progress. Unreachable entry points are retried forever. */
  start(): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#network) return
      const { keyPair, dht, clock } = this.#options
      this.#network = new Network({
        keyPair,
        dht: { bootstrap: this.#bootstrap, host: dht?.host },
        policy: this.#connections,
        clock,
        onStream: (stream) => this.#connections.add(stream, this.#places.size > 0 && !this.#suspended),
        onChange: () => this.#updateStatus(),
      })
      this.#suspended = false
      this.#network.meetUnder(this.#topics())
    })
  }

  /** Goes offline; `start` returns to the same communities. */
  stop(): Promise<void> {
    return this.#enqueue(async () => {
      const network = this.#network
      await this.rendezvous.leave()
      this.visits.clear()
      this.#network = null
      this.#connections.closeAll()
      this.#updateStatus()
      await network?.destroy()
    })
  }

  /** Joins these communities and leaves all others. Throws RangeError for more than MAX_COMMUNITIES. */
  meetIn(places: readonly MeetingPlace[]): void {
    if (places.length > MAX_COMMUNITIES) throw new RangeError(`at most ${MAX_COMMUNITIES} communities`)
    this.#places = new Map(places.map((place) => [place.id, place]))
    if (!this.#suspended) this.#network?.meetUnder(this.#topics())
    this.#connections.meetIn(this.#places)
    this.#updateStatus()
  }

  /** Joins one open community and leaves all others. Throws BAD_INPUT for an invalid name. */
  join(name: string): void {
    this.meetIn([{ id: toHex(topicOf(name)) }])
  }

  leave(): void {
    this.meetIn([])
  }

  /** Sends a new credential for a community, and asks its gate about every connected peer again. */
  renew(id: string): void {
    this.#connections.renew(id)
    this.refresh()
  }

  /** Sets the name and catalogue of this node and sends them to connected peers. */
  announce({ name, catalogueKey }: { name: string; catalogueKey: Buffer }): void {
    this.#connections.announce({ name: sanitiseName(name), catalogueKey })
  }

  /** Looks for peers now instead of waiting for the next look-up. */
  refresh(): void {
    if (!this.#suspended) this.#network?.refresh()
  }

  /** Before the machine sleeps: closes all connections and sockets. */
  suspend(): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#suspended || !this.#network) return
      this.#suspended = true
      this.#updateStatus()
      await this.rendezvous.leave()
      this.visits.clear()
      await this.#network.suspend()
      this.#connections.closeAll()
    })
  }

  /** After the machine wakes up: returns to the communities. */
  resume(): Promise<void> {
    return this.#enqueue(async () => {
      if (!this.#suspended || !this.#network) return
      await this.#network.resume()
      this.#suspended = false
      this.#network.meetUnder(this.#topics())
    })
  }

  /** Closes the connection to a peer; it may come back unless the firewall refuses it. */
  disconnect(peer: string, reason: string): void {
    this.#connections.disconnect(peer, reason)
  }

  /** Closes connections that the firewall now refuses, and allows peers that it no longer refuses. */
  applyFirewall(): void {
    this.#connections.closeRefused()
    this.#network?.forgive((peer) => this.#connections.readmits(peer))
    this.refresh()
  }

  destroy(): Promise<void> {
    this.limits.close()
    return this.stop()
  }

  /** A stranger found no place. Who is found in a community is dialled, which needs none: it may be that stranger. */
  #onCrowded(): void {
    const now = this.#options.clock.now()
    if (Math.abs(now - this.#crowdedAt) < CROWDED_LOOKUP_MS) return
    this.#crowdedAt = now
    this.refresh()
  }

  #topics(): Buffer[] {
    return [...this.#places.keys()].map((id) => Buffer.from(fromHex(id)))
  }

  #updateStatus(): void {
    const next = this.#readStatus()
    if (next.state === this.#status.state && next.reason === this.#status.reason) return
    this.#status = next
    if (next.state === 'online') this.rendezvous.reconsider()
    this.emit('status', next)
  }

  #readStatus(): OverlayStatus {
    if (!this.#network) return { state: 'offline', reason: 'switchedOff' }
    if (this.#suspended) return { state: 'offline', reason: 'suspended' }
    if (this.#places.size === 0) return { state: 'offline', reason: 'noCommunity' }
    if (this.peers.size > 0) return { state: 'online', reason: '' }
    const reach = this.#network.reach
    if (reach === 'announced') return { state: 'online', reason: '' }
    if (reach === 'bootstrapUnreachable') return { state: 'offline', reason: reach }
    return { state: 'connecting', reason: reach }
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    return this.#queue.run(() => work().finally(() => this.#updateStatus()))
  }
}
