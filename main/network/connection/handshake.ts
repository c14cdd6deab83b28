import type { Channel } from '../../protocol/channel.ts'
import type { Clock } from '../../base/clock.ts'
import { fromHex, toHex } from '../../base/hex.ts'
import type { Admission, MeetingPlace } from '../../domain/meeting-place.ts'
import type { PeerConnection } from './peer-connection.ts'
import { PeerChannel } from './peer-channel.ts'
import { communityProof } from '../discovery/topic.ts'
import { type Hello, type HelloMessage, type HelloMessages, handshakeProtocol } from '../../protocol/handshake.ts'

/** A peer that has proven no common community after this many ms is disconnected. */
export const HELLO_TIMEOUT_MS = 10_000
/** A newcomer with an invitation is disconnected if its inviter has not admitted it after this many ms. */
export const LOBBY_MS = 60_000

/** What this node presents in handshakes; its values change while connections are open. */
interface LocalNode {
  readonly key: Buffer
  readonly hello: Hello
  /** The communities of this node, by id. */
  readonly places: ReadonlyMap<string, MeetingPlace>
}

/** Events of a handshake; `communities` are the ids of those in common. */
interface HandshakeEvents {
  admitted(hello: Hello, communities: ReadonlySet<string>): void
  /** The hello of the peer, or the communities in common, have changed. */
  changed(hello: Hello, communities: ReadonlySet<string>): void
  /** The gate of a community refuses the peer. */
  refused(community: string, reason: string): void
}

export interface HandshakeOptions {
  connection: PeerConnection
  local: LocalNode
  events: HandshakeEvents
  clock: Clock
  log: (line: string) => void
}

/**
 * The first exchange on a connection: identity and communities. No other protocol opens before both sides have a
 * community in common, and the connection closes when they no longer have one. Each side sends its credential before it
 * admits the other, so a peer that opens protocols has already admitted this node.
 */
export class Handshake {
  readonly #options: HandshakeOptions
  readonly #credentials = new Map<string, Uint8Array>()
  readonly #verdicts = new Map<string, Admission['standing']>()
  readonly #shown = new Set<string>()
  #common: ReadonlySet<string> = new Set()
  #cancelTimeout: () => void
  #channel: Channel<HelloMessages> | null = null
  #hello: Hello | null = null
  #proofs = new Set<string>()
  #greeted = false
  #inLobby = false

  constructor(options: HandshakeOptions) {
    this.#options = options
    const { connection, clock, log } = options
    this.#cancelTimeout = clock.after(HELLO_TIMEOUT_MS, () => connection.close())
    new PeerChannel<HelloMessages>({
      connection,
      log,
      protocol: handshakeProtocol,
      onOpen: (channel) => this.#opened(channel),
      onClose: () => connection.close(),
    })
  }

  /** The last hello of the peer; null before it was admitted. */
  get hello(): Hello | null {
    return this.#greeted ? this.#hello : null
  }

  /** True for a peer that was admitted to a community with restricted membership. */
  get isMember(): boolean {
    const { places } = this.#options.local
    return [...this.#common].some((id) => places.get(id)?.gate !== undefined)
  }

  /** Sends the hello and community proofs of this node. Does nothing before the channel opens, which sends them too. */
  send(): void {
    const { hello, places } = this.#options.local
    this.#channel?.send('hello', { ...hello, proofs: [...places.keys()].map((id) => this.#ownProof(id)) })
  }

  /** To be called when the communities of this node have changed. */
  review(): void {
    const { places } = this.#options.local
    for (const id of [...this.#shown]) if (!places.has(id)) this.#forget(id)
    if (this.#hello) this.#review(false)
  }

  /** To be called when this node's credential for a community, or the verdict of its gate, has changed. */
  renew(id: string): void {
    this.#verdicts.delete(id)
    this.#shown.delete(id)
    if (this.#hello) this.#review(false)
  }

  stop(): void {
    this.#cancelTimeout()
  }

  #opened(channel: Channel<HelloMessages>): void {
    this.#channel = channel
    channel.on('hello', (message) => this.#onHello(message))
    channel.on('credential', ({ proof, bytes }) => {
      const id = this.#placeOf(proof)
      if (id === undefined) return
      this.#credentials.set(id, bytes)
      this.#verdicts.delete(id)
      if (this.#hello) this.#review(false)
    })
    channel.on('grant', ({ proof, bytes }) => {
      const id = this.#placeOf(proof)
      const { connection, local } = this.#options
      if (id !== undefined) local.places.get(id)?.gate?.granted(connection.peer, bytes)
    })
    this.send()
  }

  #onHello({ proofs, ...hello }: HelloMessage): void {
    this.#hello = hello
    this.#proofs = new Set(proofs.map(toHex))
    this.#review(true)
  }

  #review(changed: boolean): void {
    const { connection, local, events } = this.#options
    if (connection.closed) return
    const common = new Set<string>()
    let waiting = false
    for (const place of local.places.values()) {
      const standing = this.#standing(place)
      if (standing === 'member') common.add(place.id)
      else if (standing === 'waiting') waiting = true
    }
    // not a violation: the peer may have just moved to another community
    if (common.size === 0 && (this.#greeted || !waiting)) return connection.close()
    const moved = common.size !== this.#common.size || [...common].some((id) => !this.#common.has(id))
    this.#common = common
    if (common.size === 0 || !this.#hello) return
    if (!this.#greeted) {
      this.#greeted = true
      this.#cancelTimeout()
      connection.budget.admit()
      events.admitted(this.#hello, common)
    } else if (changed || moved) events.changed(this.#hello, common)
  }

  #standing({ id, gate }: MeetingPlace): Admission['standing'] {
    if (!this.#proofs.has(toHex(this.#peerProof(id)))) {
      this.#forget(id)
      return 'refused'
    }
    if (!gate) return 'member'
    const { peer } = this.#options.connection
    if (!this.#shown.has(id)) {
      this.#shown.add(id)
      this.#channel?.send('credential', { proof: this.#ownProof(id), bytes: gate.credential(peer) })
    }
    const known = this.#verdicts.get(id)
    if (known) return known
    const credential = this.#credentials.get(id)
    if (!credential) return 'waiting'
    const verdict = gate.judge(peer, credential)
    this.#verdicts.set(id, verdict.standing)
    if (verdict.standing === 'refused') this.#options.events.refused(id, verdict.reason)
    if (verdict.standing === 'waiting') this.#wait(id, verdict.grant)
    return verdict.standing
  }

  #wait(id: string, grant: Uint8Array | undefined): void {
    if (grant) this.#channel?.send('grant', { proof: this.#ownProof(id), bytes: grant })
    if (this.#greeted || this.#inLobby) return
    const { clock, connection } = this.#options
    this.#inLobby = true
    // it may have admitted this node already
    connection.budget.admit()
    this.#cancelTimeout()
    this.#cancelTimeout = clock.after(LOBBY_MS, () => connection.close())
  }

  #forget(id: string): void {
    this.#shown.delete(id)
    this.#credentials.delete(id)
    this.#verdicts.delete(id)
  }

  #ownProof(id: string): Buffer {
    const { local, connection } = this.#options
    return communityProof(fromHex(id), local.key, connection.stream.remotePublicKey)
  }

  #peerProof(id: string): Buffer {
    const { local, connection } = this.#options
    return communityProof(fromHex(id), connection.stream.remotePublicKey, local.key)
  }

  #placeOf(proof: Uint8Array): string | undefined {
    return [...this.#options.local.places.keys()].find((id) => this.#peerProof(id).equals(proof))
  }
}
