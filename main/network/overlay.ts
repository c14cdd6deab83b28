import type NoiseSecretStream from '@hyperswarm/secret-stream'
import type { ChannelHub } from '../protocol/channel.ts'
import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import { fromHex, toHex } from '../base/hex.ts'
import { type BootstrapAddress, parseBootstrap } from './discovery/bootstrap.ts'
import { admitInbound } from './connection/inbound-limit.ts'
import type { MeetingPlace } from '../domain/meeting-place.ts'
import { Connection } from './connection/connection.ts'
import { ExclusionNotifier } from './connection/exclusion-notifier.ts'
import { Handshake } from './connection/handshake.ts'
import { Hub } from './hub.ts'
import { Network } from './network.ts'
import { Rendezvous } from './discovery/rendezvous.ts'
import { topicOf } from './discovery/topic.ts'
import { OnDemandConnections } from './connection/on-demand-connections.ts'
import type { WireProtocol } from '../protocol/codec.ts'
import { type ExclusionMessages, exclusionProtocol } from '../protocol/exclusion.ts'
import { type Hello, MAX_COMMUNITIES, sanitiseName } from '../protocol/handshake.ts'
import type { ExclusionReason } from '../domain/reasons.ts'

export interface OverlayOptions {
  /** The identity's key pair: the key that peers see on a connection is the peer's identity. */
  keyPair: { publicKey: Buffer; secretKey: Buffer }
  /** DHT entry points as host:port; left out: the public network. Throws BAD_BOOTSTRAP from the constructor. */
  bootstrap?: string[]
  /** The address to bind; '127.0.0.1' keeps all traffic on this machine. */
  host?: string
  clock: Clock
  log: (line: string) => void
  /** True refuses a peer (hex key). Asked at every connection; call `applyFirewall` when its answers change. */
  firewall?: (peer: string) => boolean
  /**
   * Why the firewall refuses a peer: it is told before its connection is closed, and once in a while when it calls
   * again. Left out: nobody is told.
   */
  farewell?: (peer: string) => ExclusionReason | null
  appVersion?: string
  /**
   * False leaves a peer of a community alone that was found there: it is not called, but may call. Left out: everybody
   * is.
   */
  wants?: (peer: string) => boolean
  /** Connections opened by others, at a time; left out: MAX_CALLERS. */
  mostCallers?: number
}

export interface OverlayStatus {
  state: 'online' | 'connecting' | 'offline'
  reason: '' | 'noCommunity' | 'starting' | 'lookingForPeers' | 'bootstrapUnreachable' | 'suspended' | 'switchedOff'
}

export interface PeerEntry {
  hello: Hello
  /** When it was met, ms since the epoch. */
  since: number
  /** Ids of the communities that both are in. */
  communities: ReadonlySet<string>
}

export type OverlayEvents = {
  /** A peer of one of our communities is connected and was let in. */
  peer: { key: string; hello: Hello }
  peerLeft: { key: string }
  /** A connected peer has changed what it says of itself, or the communities in common have changed. */
  hello: { key: string; hello: Hello }
  status: OverlayStatus
  /** A peer shuts me out, and says why. */
  excludedBy: { key: string; reason: ExclusionReason }
  /** A connection was closed because the peer broke a protocol. */
  rejected: { key: string; reason: string }
  /** The gate of a community did not let a peer in. */
  refused: { key: string; community: string; reason: string }
}

interface Open {
  connection: Connection
  greeting: Handshake
}

/**
 * The network as the other rooms see it: communities, their connected peers (one connection a peer), and channels to
 * them.
 */
export class Overlay extends Emitter<OverlayEvents> {
  readonly publicKeyHex: string
  /** Announcements and look-ups under topics of the DHT. */
  readonly rendezvous: Rendezvous
  /** Short connections to peers known by their key. */
  readonly visits: OnDemandConnections
  readonly #options: OverlayOptions
  readonly #bootstrap: BootstrapAddress[] | undefined
  readonly #hubs = new Map<string, { attach(connection: Connection): void }>()
  readonly #open = new Map<string, Open>()
  readonly #peers = new Map<string, PeerEntry>()
  readonly #farewellHub: Hub<ExclusionMessages>
  readonly #farewell: ExclusionNotifier
  readonly #streamListeners: ((stream: NoiseSecretStream, peer: string) => void)[] = []
  #self: Hello
  #network: Network | null = null
  #places: ReadonlyMap<string, MeetingPlace> = new Map()
  #suspended = false
  #rejections = 0
  #status: OverlayStatus = { state: 'offline', reason: 'switchedOff' }
  #work: Promise<void> = Promise.resolve()

  constructor(options: OverlayOptions) {
    super()
    this.#options = options
    this.#bootstrap = options.bootstrap && parseBootstrap(options.bootstrap)
    this.publicKeyHex = toHex(options.keyPair.publicKey)
    this.#farewellHub = new Hub(exclusionProtocol, options.clock, options.log)
    this.#hubs.set(this.#farewellHub.name, this.#farewellHub)
    this.#farewell = new ExclusionNotifier({
      hub: this.#farewellHub,
      clock: options.clock,
      reasonOf: (peer) => options.farewell?.(peer) ?? null,
      onHeard: (key, reason) => this.emit('excludedBy', { key, reason }),
    })
    this.rendezvous = new Rendezvous({
      self: this.publicKeyHex,
      clock: options.clock,
      directory: () => this.#network?.directory ?? null,
    })
    this.visits = new OnDemandConnections({
      clock: options.clock,
      isConnected: (peer) => this.#peers.has(peer),
      dial: (peer) => this.#network?.dial(peer),
      hangUp: (peer) => this.#network?.hangUp(peer),
      isNeighbour: (peer) => this.#network?.isFound(peer) ?? false,
      disconnect: (peer, reason) => this.disconnect(peer, reason),
    })
    this.#self = { name: '', appVersion: options.appVersion ?? '0', catalogueKey: Buffer.alloc(32) }
  }

  /** Connected peers that have said hello, by hex key. */
  get peers(): ReadonlyMap<string, PeerEntry> {
    return this.#peers
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
    return this.#rejections
  }

  /** Registers a protocol; channels open on all connections, present and future. Throws if the name is taken. */
  protocol<M>(wire: WireProtocol<M>): ChannelHub<M> {
    const hub = new Hub(wire, this.#options.clock, this.#options.log)
    if (this.#hubs.has(hub.name)) throw new Error(`protocol ${hub.name} is registered twice`)
    this.#hubs.set(hub.name, hub)
    for (const { connection, greeting } of this.#open.values()) if (greeting.hello) hub.attach(connection)
    return hub
  }

  /**
   * Hears of each connection once its peer has said hello, so that logs can replicate over it; hears of those open
   * already.
   */
  onConnection(listener: (stream: NoiseSecretStream, peer: string) => void): void {
    this.#streamListeners.push(listener)
    for (const { connection, greeting } of this.#open.values())
      if (greeting.hello) listener(connection.stream, connection.peer)
  }

  /**
   * Goes on the network. Returns at once: `status` tells how far it got; unreachable entry points are tried again for
   * ever.
   */
  start(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#network) return
      const { keyPair, host, clock, wants } = this.#options
      this.#network = new Network({
        keyPair,
        clock,
        firewall: (peer) => this.#refuses(peer),
        shutOutBy: (peer) => this.#farewell.isShutOutBy(peer),
        ...(this.#bootstrap && { bootstrap: this.#bootstrap }),
        ...(host && { host }),
        ...(wants && { wants }),
        onStream: (stream) => this.#onStream(stream),
        onChange: () => this.#updateStatus(),
      })
      this.#suspended = false
      this.#network.meetUnder(this.#topics())
    })
  }

  /** Goes off the network; `start` brings it back into the same communities. */
  stop(): Promise<void> {
    return this.#inTurn(async () => {
      const network = this.#network
      await this.rendezvous.leave()
      this.visits.clear()
      this.#network = null
      this.#closeAll()
      this.#updateStatus()
      await network?.destroy()
    })
  }

  /** Joins these communities and leaves all others. Throws RangeError for more than MAX_COMMUNITIES. */
  meetIn(places: readonly MeetingPlace[]): void {
    if (places.length > MAX_COMMUNITIES) throw new RangeError(`at most ${MAX_COMMUNITIES} communities`)
    this.#places = new Map(places.map((place) => [place.id, place]))
    if (!this.#suspended) this.#network?.meetUnder(this.#topics())
    if (this.#places.size === 0) this.#closeAll()
    for (const { greeting } of [...this.#open.values()]) {
      greeting.send()
      greeting.review()
    }
    this.#updateStatus()
  }

  /** Joins one open community, leaving all others. Throws BAD_INPUT on an impossible name. */
  join(name: string): void {
    this.meetIn([{ id: toHex(topicOf(name)) }])
  }

  leave(): void {
    this.meetIn([])
  }

  /** Shows this node's credential for a community anew, and asks its gate again about every connected peer. */
  renew(id: string): void {
    for (const { greeting } of [...this.#open.values()]) greeting.renew(id)
    this.refresh()
  }

  /** Sets what this node says of itself; connected peers are told. */
  announce({ name, catalogueKey }: { name: string; catalogueKey: Buffer }): void {
    this.#self = { ...this.#self, name: sanitiseName(name), catalogueKey }
    for (const { greeting } of this.#open.values()) greeting.send()
  }

  /** Looks for peers now rather than at the next turn. */
  refresh(): void {
    if (!this.#suspended) this.#network?.refresh()
  }

  /** Before the machine sleeps: closes all connections and sockets. */
  suspend(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#suspended || !this.#network) return
      this.#suspended = true
      this.#updateStatus()
      await this.rendezvous.leave()
      this.visits.clear()
      await this.#network.suspend()
      this.#closeAll()
    })
  }

  /** After it wakes: comes back into the communities. */
  resume(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#suspended || !this.#network) return
      await this.#network.resume()
      this.#suspended = false
      this.#network.meetUnder(this.#topics())
    })
  }

  /** Closes the connection to a peer; it may come back unless the firewall refuses it. */
  disconnect(peer: string, reason: string): void {
    const open = this.#open.get(peer)
    if (!open) return
    this.#options.log(`connection to ${peer.slice(0, 8)} closed: ${reason}`)
    open.connection.close()
  }

  /** Closes connections that the firewall refuses by now, and lets those in again that it allows. */
  applyFirewall(): void {
    const { firewall = () => false } = this.#options
    for (const [peer, { connection, greeting }] of [...this.#open]) {
      if (!firewall(peer)) continue
      if (greeting.hello) this.#shutOut(connection)
      else this.disconnect(peer, 'refused by the firewall')
    }
    this.#network?.forgive((peer) => {
      if (firewall(peer)) return false
      this.#farewell.forget(peer)
      return true
    })
    this.refresh()
  }

  /** True for a peer that gets no connection: refused, and told so lately if it is to be told. */
  #refuses(peer: string): boolean {
    const { firewall = () => false, farewell } = this.#options
    return firewall(peer) && (!farewell || this.#farewell.hasTold(peer))
  }

  /** Closes a connection that the firewall refuses; the peer is told why if it can be. */
  #shutOut(connection: Connection): void {
    const key = connection.peer
    if (!this.#options.farewell?.(key)) return this.disconnect(key, 'refused by the firewall')
    this.#farewell.say(connection)
    if (this.#peers.delete(key)) this.emit('peerLeft', { key })
    this.#updateStatus()
  }

  /** Ends everything. */
  destroy(): Promise<void> {
    return this.stop()
  }

  #onStream(stream: NoiseSecretStream): void {
    const { clock, log, keyPair, mostCallers } = this.#options
    const peer = toHex(stream.remotePublicKey)
    const unwanted = this.#places.size === 0 || this.#suspended || this.#refuses(peer)
    if (unwanted || !(stream.isInitiator || this.#open.has(peer) || admitInbound(this.#open.values(), mostCallers))) {
      stream.on('error', () => {})
      stream.destroy()
      return
    }
    const connection = new Connection(stream, clock, {
      rejected: (reason) => this.#onRejected(connection.peer, reason),
      closed: () => this.#onClosed(connection),
    })
    this.#open.get(connection.peer)?.connection.close()
    const greeting = new Handshake({
      connection,
      clock,
      log,
      ownKey: keyPair.publicKey,
      self: () => this.#self,
      places: () => this.#places,
      onFirst: (hello) => this.#onPeer(connection, hello, greeting.common),
      onChanged: (hello) => this.#onHello(connection.peer, hello, greeting.common),
      onRefused: (community, reason) => {
        log(`peer ${connection.peer.slice(0, 8)} is not let in: ${reason}`)
        this.emit('refused', { key: connection.peer, community, reason })
      },
    })
    this.#open.set(connection.peer, { connection, greeting })
  }

  #onPeer(connection: Connection, hello: Hello, communities: ReadonlySet<string>): void {
    if (this.#options.firewall?.(connection.peer)) {
      // let in to be told, and for nothing else
      this.#farewellHub.attach(connection)
      return this.#shutOut(connection)
    }
    this.#farewell.met(connection.peer)
    this.#peers.set(connection.peer, { hello, since: this.#options.clock.now(), communities })
    // Logs and protocols attach before anybody hears of the peer, and in the same tick: what the peer opens next finds
    // them there.
    for (const listener of this.#streamListeners) listener(connection.stream, connection.peer)
    for (const hub of this.#hubs.values()) hub.attach(connection)
    this.emit('peer', { key: connection.peer, hello })
    this.visits.arrived(connection.peer)
    this.#updateStatus()
  }

  #onHello(key: string, hello: Hello, communities: ReadonlySet<string>): void {
    const entry = this.#peers.get(key)
    if (!entry) return
    entry.hello = hello
    entry.communities = communities
    this.emit('hello', { key, hello })
  }

  #onRejected(key: string, reason: string): void {
    this.#rejections++
    this.#options.log(`peer ${key.slice(0, 8)} broke the protocol: ${reason}`)
    this.emit('rejected', { key, reason })
  }

  #onClosed(connection: Connection): void {
    const key = connection.peer
    const open = this.#open.get(key)
    if (open?.connection !== connection) return
    open.greeting.stop()
    const letIn = this.#farewell.ended(connection)
    this.#open.delete(key)
    if (this.#peers.delete(key)) this.emit('peerLeft', { key })
    this.visits.left(key)
    this.#updateStatus()
    // let in again while it was being told that it is out: it does not call by itself
    if (letIn) this.applyFirewall()
  }

  #topics(): Buffer[] {
    return [...this.#places.keys()].map((id) => Buffer.from(fromHex(id)))
  }

  #closeAll(): void {
    for (const { connection } of [...this.#open.values()]) connection.close()
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
    if (this.#peers.size > 0) return { state: 'online', reason: '' }
    const reach = this.#network.reach
    if (reach === 'announced') return { state: 'online', reason: '' }
    if (reach === 'bootstrapUnreachable') return { state: 'offline', reason: reach }
    return { state: 'connecting', reason: reach }
  }

  /** One change of state at a time: stop in the middle of resume would leave half a network. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const run = this.#work.then(work).finally(() => this.#updateStatus())
    this.#work = run.catch(() => {})
    return run
  }
}
