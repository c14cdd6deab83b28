import type NoiseSecretStream from '@hyperswarm/secret-stream'
import type { Clock } from '../../base/clock.ts'
import { toHex } from '../../base/hex.ts'
import type { ChannelHub } from '../../protocol/channel.ts'
import type { WireProtocol } from '../../protocol/codec.ts'
import { type ExclusionMessages, exclusionProtocol } from '../../protocol/exclusion.ts'
import type { Hello } from '../../protocol/handshake.ts'
import type { MeetingPlace } from '../../domain/meeting-place.ts'
import { ArrivingFrames } from '../budget/frame-guard.ts'
import { HandshakeBudget } from '../budget/handshake-budget.ts'
import { InboundPlaces, MAX_OUTBOUND, type PlacedConnection } from '../budget/inbound-places.ts'
import { LimitedPeers } from '../budget/limited-peers.ts'
import { Hub } from '../hub.ts'
import type { ConnectionPolicy } from '../network.ts'
import { ExclusionNotifier } from './exclusion-notifier.ts'
import { Handshake } from './handshake.ts'
import { type Dialer, OnDemandConnections } from './on-demand-connections.ts'
import { PeerConnection } from './peer-connection.ts'
import type { PeerEntry, PeerEvents } from './peer-events.ts'
import type { PeerPolicy } from './peer-policy.ts'

export interface PeerConnectionsOptions {
  self: { key: Buffer; hello: Hello }
  policy: PeerPolicy
  events: { emit<K extends keyof PeerEvents>(event: K, value: PeerEvents[K]): void }
  /** Null while the network is off. */
  dialer: () => Dialer | null
  /** There was no place for a peer that connected. */
  onCrowded: () => void
  clock: Clock
  log: (line: string) => void
}

interface OpenConnection extends PlacedConnection {
  connection: PeerConnection
  handshake: Handshake
}

/**
 * The open connections, at most one per peer. A connection starts with the handshake; once its peer is admitted, logs
 * and all protocols attach to it in the same tick, before any listener is called.
 */
export class PeerConnections implements ConnectionPolicy {
  /** Admitted peers by hex key. */
  readonly peers = new Map<string, PeerEntry>()
  /** Short connections to peers known by their key. */
  readonly visits: OnDemandConnections
  /** Peers that want more than they may use. */
  readonly limits: LimitedPeers
  readonly #options: PeerConnectionsOptions
  readonly #hubs = new Map<string, { attach(connection: PeerConnection): void }>()
  readonly #open = new Map<string, OpenConnection>()
  /** Hubs that a peer reaches while it is told that it is excluded. */
  readonly #hubsForExcluded: { attach(connection: PeerConnection): void }[]
  readonly #notifier: ExclusionNotifier
  readonly #streamListeners: ((stream: NoiseSecretStream, peer: string) => void)[] = []
  readonly #arriving = new ArrivingFrames()
  readonly #places: InboundPlaces
  readonly #handshakes: HandshakeBudget
  readonly #local: { key: Buffer; hello: Hello; places: ReadonlyMap<string, MeetingPlace> }
  #rejections = 0

  constructor(options: PeerConnectionsOptions) {
    this.#options = options
    const { self, clock, log, events, policy } = options
    this.#local = { ...self, places: new Map() }
    const exclusionHub = new Hub<ExclusionMessages>(exclusionProtocol, log)
    this.#hubs.set(exclusionHub.name, exclusionHub)
    this.#hubsForExcluded = [exclusionHub]
    this.#notifier = new ExclusionNotifier({
      hub: exclusionHub,
      clock,
      reasonOf: (peer) => policy.exclusionReason?.(peer) ?? null,
      onExcluded: (key, reason) => events.emit('excludedBy', { key, reason }),
    })
    this.visits = new OnDemandConnections({ clock, connections: this, dialer: options.dialer })
    this.limits = new LimitedPeers(clock)
    this.#handshakes = new HandshakeBudget({ groupOf: policy.addressGroup, clock })
    this.#places = new InboundPlaces({
      policy,
      clock,
      isBusy: (peer) => this.visits.isBusy(peer),
      onCrowded: options.onCrowded,
    })
  }

  /** Connections closed so far because the peer broke a protocol. */
  get rejections(): number {
    return this.#rejections
  }

  /** Opens a protocol on all connections; `excluded`: also on those to peers that hear that they are excluded. */
  protocol<M>(wire: WireProtocol<M>, { excluded = false } = {}): ChannelHub<M> {
    const hub = new Hub(wire, this.#options.log)
    if (this.#hubs.has(hub.name)) throw new Error(`protocol ${hub.name} is registered twice`)
    this.#hubs.set(hub.name, hub)
    if (excluded) this.#hubsForExcluded.push(hub)
    for (const { connection, handshake } of this.#open.values()) if (handshake.hello) hub.attach(connection)
    return hub
  }

  /** Calls back for each admitted connection, present and future. */
  onConnection(listener: (stream: NoiseSecretStream, peer: string) => void): void {
    this.#streamListeners.push(listener)
    for (const { connection, handshake } of this.#open.values())
      if (handshake.hello) listener(connection.stream, connection.peer)
  }

  /** Adds a new stream, or destroys it if it is refused; `accepting` is false while all connections are refused. */
  add(stream: NoiseSecretStream, accepting: boolean): void {
    const { clock, log } = this.#options
    const peer = toHex(stream.remotePublicKey)
    const inbound = !stream.isInitiator && !this.#isSought(peer)
    const hasPlace = (): boolean => !inbound || this.#open.has(peer) || this.#places.make(stream, this.#open.values())
    if (!accepting || this.refuses(peer) || !hasPlace()) {
      stream.on('error', () => {})
      stream.destroy()
      return
    }
    const connection: PeerConnection = new PeerConnection({
      stream,
      arriving: this.#arriving,
      clock,
      events: {
        rejected: (reason) => this.#onRejected(peer, reason),
        limited: (budget) => this.limits.exceeded(peer, budget),
        dropped: (reason) => log(`connection to ${peer.slice(0, 8)} closed: ${reason}`),
        closed: () => this.#onClosed(connection),
      },
    })
    this.#open.get(peer)?.connection.close()
    const handshake = new Handshake({
      connection,
      local: this.#local,
      events: {
        admitted: (hello, communities) => this.#onAdmitted(connection, hello, communities),
        changed: (hello, communities) => this.#onHello(peer, hello, communities),
        refused: (community, reason) => this.#onRefused(peer, community, reason),
      },
      clock,
      log,
    })
    this.#open.set(peer, { connection, handshake, since: clock.now(), inbound })
  }

  /** Sets the communities that this node is in, and closes connections to peers with none in common. */
  meetIn(places: ReadonlyMap<string, MeetingPlace>): void {
    this.#local.places = places
    if (places.size === 0) this.closeAll()
    for (const { handshake } of [...this.#open.values()]) {
      handshake.send()
      handshake.review()
    }
  }

  /** Sends a new credential for a community, and asks its gate again about every connected peer. */
  renew(community: string): void {
    for (const { handshake } of [...this.#open.values()]) handshake.renew(community)
  }

  /** Changes the hello of this node and sends it to connected peers. */
  announce(changes: Pick<Hello, 'name' | 'catalogueKey'>): void {
    this.#local.hello = { ...this.#local.hello, ...changes }
    for (const { handshake } of this.#open.values()) handshake.send()
  }

  /** Closes the connection to a peer; it may come back unless the firewall refuses it. */
  disconnect(peer: string, reason: string): void {
    const open = this.#open.get(peer)
    if (!open) return
    this.#options.log(`connection to ${peer.slice(0, 8)} closed: ${reason}`)
    open.connection.close()
  }

  /** True for a peer that gets no connection: refused, and notified of it if there is a reason to send. */
  refuses(peer: string): boolean {
    const { firewall, exclusionReason } = this.#options.policy
    return (firewall?.(peer) ?? false) && (!exclusionReason || this.#notifier.hasNotified(peer))
  }

  hasPlace(peer: string, host: string): boolean {
    return this.#isSought(peer) || this.#open.has(peer) || this.#places.exists(peer, host, this.#open.values())
  }

  admitsHandshake(from: string, claimed: string | null): boolean {
    return this.#handshakes.take(from, claimed)
  }

  wants(peer: string): boolean {
    return this.#options.policy.wants?.(peer) ?? true
  }

  /** True if this peer recently sent that it excludes this node. */
  excludesUs(peer: string): boolean {
    return this.#notifier.isExcludedBy(peer)
  }

  /** Closes connections that the firewall refuses now. */
  closeRefused(): void {
    for (const [peer, { connection, handshake }] of [...this.#open]) {
      if (!this.#options.policy.firewall?.(peer)) continue
      if (handshake.hello) this.#exclude(connection)
      else this.disconnect(peer, 'refused by the firewall')
    }
  }

  /** True if the firewall allows a peer; its next exclusion is announced anew. */
  readmits(peer: string): boolean {
    if (this.#options.policy.firewall?.(peer)) return false
    this.#notifier.forget(peer)
    return true
  }

  closeAll(): void {
    for (const { connection } of [...this.#open.values()]) connection.close()
  }

  /** True for a peer that this node would dial itself. */
  #isSought(peer: string): boolean {
    const outbound = [...this.#open.values()].filter(({ inbound }) => !inbound).length
    return outbound < MAX_OUTBOUND && (this.#options.dialer()?.isFound(peer) ?? false)
  }

  /** Closes a connection that the firewall refuses, after sending the reason if there is one. */
  #exclude(connection: PeerConnection): void {
    const key = connection.peer
    if (!this.#options.policy.exclusionReason?.(key)) return this.disconnect(key, 'refused by the firewall')
    this.#notifier.notify(connection)
    const { events } = this.#options
    if (this.peers.delete(key)) events.emit('peerLeft', { key })
    events.emit('peersChanged', null)
  }

  #onAdmitted(connection: PeerConnection, hello: Hello, communities: ReadonlySet<string>): void {
    const { policy, events, clock } = this.#options
    const key = connection.peer
    if (policy.firewall?.(key)) {
      // admitted only to be sent the reason
      for (const hub of this.#hubsForExcluded) hub.attach(connection)
      return this.#exclude(connection)
    }
    this.#notifier.admitted(key)
    this.peers.set(key, { hello, since: clock.now(), communities })
    for (const listener of this.#streamListeners) listener(connection.stream, key)
    for (const hub of this.#hubs.values()) hub.attach(connection)
    events.emit('peer', { key, hello })
    this.visits.arrived(key)
    events.emit('peersChanged', null)
  }

  #onHello(key: string, hello: Hello, communities: ReadonlySet<string>): void {
    const entry = this.peers.get(key)
    if (!entry) return
    entry.hello = hello
    entry.communities = communities
    this.#options.events.emit('hello', { key, hello })
  }

  #onRefused(key: string, community: string, reason: string): void {
    this.#options.log(`peer ${key.slice(0, 8)} is not let in: ${reason}`)
    this.#options.events.emit('refused', { key, community, reason })
  }

  #onRejected(key: string, reason: string): void {
    this.#rejections++
    this.#places.offended(key)
    this.#options.log(`peer ${key.slice(0, 8)} broke the protocol: ${reason}`)
    this.#options.events.emit('rejected', { key, reason })
  }

  #onClosed(connection: PeerConnection): void {
    const key = connection.peer
    const open = this.#open.get(key)
    if (open?.connection !== connection) return
    open.handshake.stop()
    const readmitted = this.#notifier.ended(connection)
    this.#open.delete(key)
    const { events } = this.#options
    if (this.peers.delete(key)) events.emit('peerLeft', { key })
    this.visits.left(key)
    events.emit('peersChanged', null)
    if (readmitted) events.emit('readmitted', { key })
  }
}
