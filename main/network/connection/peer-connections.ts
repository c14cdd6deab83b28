import type NoiseSecretStream from '@hyperswarm/secret-stream'
import type { Clock } from '../../base/clock.ts'
import { toHex } from '../../base/hex.ts'
import type { ExclusionReason } from '../../domain/reasons.ts'
import type { ChannelHub } from '../../protocol/channel.ts'
import type { WireProtocol } from '../../protocol/codec.ts'
import { type ExclusionMessages, exclusionProtocol } from '../../protocol/exclusion.ts'
import type { Hello } from '../../protocol/handshake.ts'
import type { MeetingPlace } from '../../domain/meeting-place.ts'
import { Hub } from '../hub.ts'
import { ExclusionNotifier } from './exclusion-notifier.ts'
import { Handshake } from './handshake.ts'
import { admitInbound } from './inbound-limit.ts'
import { type Dialer, OnDemandConnections } from './on-demand-connections.ts'
import { PeerConnection } from './peer-connection.ts'

export interface PeerEntry {
  hello: Hello
  /** When its connection was admitted, ms since the epoch. */
  since: number
  /** Ids of the communities in common. */
  communities: ReadonlySet<string>
}

export type PeerEvents = {
  /** A peer of one of our communities is connected and was admitted. */
  peer: { key: string; hello: Hello }
  peerLeft: { key: string }
  /** A connected peer has changed its hello, or the communities in common have changed. */
  hello: { key: string; hello: Hello }
  /** A peer excludes this node and states why. */
  excludedBy: { key: string; reason: ExclusionReason }
  /** A connection was closed because the peer broke a protocol. */
  rejected: { key: string; reason: string }
  /** The gate of a community refused a peer. */
  refused: { key: string; community: string; reason: string }
}

/** Which peers get a connection. */
export interface PeerPolicy {
  /** True refuses a peer (hex key). Asked at every connection; call `applyFirewall` when its answers change. */
  firewall?: ((peer: string) => boolean) | undefined
  /**
   * Why the firewall refuses a peer: it is sent before the connection is closed, and again now and then when the peer
   * reconnects. Left out: refused peers are not told.
   */
  exclusionReason?: ((peer: string) => ExclusionReason | null) | undefined
  /** Connections opened by others at a time; left out: MAX_INBOUND. */
  maxInbound?: number | undefined
}

export interface PeerConnectionsOptions {
  ownKey: Buffer
  policy: PeerPolicy
  events: { emit<K extends keyof PeerEvents>(event: K, value: PeerEvents[K]): void }
  /** Null while the network is off. */
  dialer: () => Dialer | null
  clock: Clock
  log: (line: string) => void
  /** Peers have come or gone. */
  onChange: () => void
  /** A peer is allowed again that was being told that it is excluded. */
  onReadmitted: () => void
}

interface OpenConnection {
  connection: PeerConnection
  handshake: Handshake
}

/**
 * The open connections, at most one for each peer. A connection starts with the handshake; once its peer is admitted,
 * logs and all protocols attach to it in the same tick, before any listener is called.
 */
export class PeerConnections {
  /** Admitted peers by hex key. */
  readonly peers = new Map<string, PeerEntry>()
  /** Short connections to peers known by their key. */
  readonly visits: OnDemandConnections
  readonly #o: PeerConnectionsOptions
  readonly #hubs = new Map<string, { attach(connection: PeerConnection): void }>()
  readonly #open = new Map<string, OpenConnection>()
  readonly #exclusionHub: Hub<ExclusionMessages>
  readonly #notifier: ExclusionNotifier
  readonly #streamListeners: ((stream: NoiseSecretStream, peer: string) => void)[] = []
  #self: Hello
  #places: ReadonlyMap<string, MeetingPlace> = new Map()
  #rejections = 0

  constructor(options: PeerConnectionsOptions, self: Hello) {
    this.#o = options
    this.#self = self
    const { clock, log, events, policy } = options
    this.#exclusionHub = new Hub(exclusionProtocol, clock, log)
    this.#hubs.set(this.#exclusionHub.name, this.#exclusionHub)
    this.#notifier = new ExclusionNotifier({
      hub: this.#exclusionHub,
      clock,
      reasonOf: (peer) => policy.exclusionReason?.(peer) ?? null,
      onHeard: (key, reason) => events.emit('excludedBy', { key, reason }),
    })
    this.visits = new OnDemandConnections({ clock, connections: this, dialer: options.dialer })
  }

  /** Connections closed so far because the peer broke a protocol. */
  get rejections(): number {
    return this.#rejections
  }

  /** Registers a protocol; channels open on all connections, present and future. Throws if the name is taken. */
  protocol<M>(wire: WireProtocol<M>): ChannelHub<M> {
    const hub = new Hub(wire, this.#o.clock, this.#o.log)
    if (this.#hubs.has(hub.name)) throw new Error(`protocol ${hub.name} is registered twice`)
    this.#hubs.set(hub.name, hub)
    for (const { connection, handshake } of this.#open.values()) if (handshake.hello) hub.attach(connection)
    return hub
  }

  /** Calls back for each admitted connection, present and future. */
  onConnection(listener: (stream: NoiseSecretStream, peer: string) => void): void {
    this.#streamListeners.push(listener)
    for (const { connection, handshake } of this.#open.values())
      if (handshake.hello) listener(connection.stream, connection.peer)
  }

  /** Takes a new stream; `accepting` is false while no connection is wanted at all. */
  add(stream: NoiseSecretStream, accepting: boolean): void {
    const { clock, log, ownKey, policy, events } = this.#o
    const peer = toHex(stream.remotePublicKey)
    const hasRoom = (): boolean =>
      stream.isInitiator || this.#open.has(peer) || admitInbound(this.#open.values(), policy.maxInbound)
    if (!accepting || this.refuses(peer) || !hasRoom()) {
      stream.on('error', () => {})
      stream.destroy()
      return
    }
    const connection = new PeerConnection(stream, clock, {
      rejected: (reason) => this.#onRejected(peer, reason),
      closed: () => this.#onClosed(connection),
    })
    this.#open.get(peer)?.connection.close()
    const handshake = new Handshake({
      connection,
      clock,
      log,
      ownKey,
      self: () => this.#self,
      places: () => this.#places,
      onFirst: (hello) => this.#onAdmitted(connection, hello, handshake.common),
      onChanged: (hello) => this.#onHello(peer, hello, handshake.common),
      onRefused: (community, reason) => {
        log(`peer ${peer.slice(0, 8)} is not let in: ${reason}`)
        events.emit('refused', { key: peer, community, reason })
      },
    })
    this.#open.set(peer, { connection, handshake })
  }

  /** Sets the communities that this node is in, and closes connections to peers with none in common. */
  meetIn(places: ReadonlyMap<string, MeetingPlace>): void {
    this.#places = places
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

  /** Sets the hello of this node and sends it to connected peers. */
  announce(self: Hello): void {
    this.#self = self
    for (const { handshake } of this.#open.values()) handshake.send()
  }

  /** Closes the connection to a peer; it may come back unless the firewall refuses it. */
  disconnect(peer: string, reason: string): void {
    const open = this.#open.get(peer)
    if (!open) return
    this.#o.log(`connection to ${peer.slice(0, 8)} closed: ${reason}`)
    open.connection.close()
  }

  /** True for a peer that gets no connection: refused, and no longer to be told. */
  refuses(peer: string): boolean {
    const { firewall, exclusionReason } = this.#o.policy
    return (firewall?.(peer) ?? false) && (!exclusionReason || this.#notifier.hasTold(peer))
  }

  /** True if this peer said recently that it excludes this node. */
  excludesUs(peer: string): boolean {
    return this.#notifier.isExcludedBy(peer)
  }

  /** Closes connections that the firewall refuses now. */
  closeRefused(): void {
    for (const [peer, { connection, handshake }] of [...this.#open]) {
      if (!this.#o.policy.firewall?.(peer)) continue
      if (handshake.hello) this.#exclude(connection)
      else this.disconnect(peer, 'refused by the firewall')
    }
  }

  /** True if the firewall allows a peer; its next exclusion is announced anew. */
  readmits(peer: string): boolean {
    if (this.#o.policy.firewall?.(peer)) return false
    this.#notifier.forget(peer)
    return true
  }

  closeAll(): void {
    for (const { connection } of [...this.#open.values()]) connection.close()
  }

  /** Closes a connection that the firewall refuses, after sending the reason if there is one. */
  #exclude(connection: PeerConnection): void {
    const key = connection.peer
    if (!this.#o.policy.exclusionReason?.(key)) return this.disconnect(key, 'refused by the firewall')
    this.#notifier.notify(connection)
    if (this.peers.delete(key)) this.#o.events.emit('peerLeft', { key })
    this.#o.onChange()
  }

  #onAdmitted(connection: PeerConnection, hello: Hello, communities: ReadonlySet<string>): void {
    const { policy, events, clock, onChange } = this.#o
    const key = connection.peer
    if (policy.firewall?.(key)) {
      // admitted only to be told why it is excluded
      this.#exclusionHub.attach(connection)
      return this.#exclude(connection)
    }
    this.#notifier.admitted(key)
    this.peers.set(key, { hello, since: clock.now(), communities })
    for (const listener of this.#streamListeners) listener(connection.stream, key)
    for (const hub of this.#hubs.values()) hub.attach(connection)
    events.emit('peer', { key, hello })
    this.visits.arrived(key)
    onChange()
  }

  #onHello(key: string, hello: Hello, communities: ReadonlySet<string>): void {
    const entry = this.peers.get(key)
    if (!entry) return
    entry.hello = hello
    entry.communities = communities
    this.#o.events.emit('hello', { key, hello })
  }

  #onRejected(key: string, reason: string): void {
    this.#rejections++
    this.#o.log(`peer ${key.slice(0, 8)} broke the protocol: ${reason}`)
    this.#o.events.emit('rejected', { key, reason })
  }

  #onClosed(connection: PeerConnection): void {
    const key = connection.peer
    const open = this.#open.get(key)
    if (open?.connection !== connection) return
    open.handshake.stop()
    const readmitted = this.#notifier.ended(connection)
    this.#open.delete(key)
    if (this.peers.delete(key)) this.#o.events.emit('peerLeft', { key })
    this.visits.left(key)
    this.#o.onChange()
    // the peer does not dial by itself
    if (readmitted) this.#o.onReadmitted()
  }
}
