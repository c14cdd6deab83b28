import type { Channel } from '../../protocol/channel.ts'
import type { Clock } from '../../base/clock.ts'
import { fromHex, toHex } from '../../base/hex.ts'
import type { Admission, MeetingPlace } from '../../domain/meeting-place.ts'
import type { PeerConnection } from './peer-connection.ts'
import { PeerChannel } from './peer-channel.ts'
import { communityProof } from '../discovery/topic.ts'
import { type Hello, type HelloMessage, type HelloMessages, handshakeProtocol } from '../../protocol/handshake.ts'

/** How long a peer may take to show that it belongs to a common community, in ms. */
export const HELLO_TIMEOUT_MS = 10_000
/** How long a newcomer with an invitation may stay connected until its inviter admits it, in ms. */
export const LOBBY_MS = 60_000

export interface HandshakeOptions {
  connection: PeerConnection
  clock: Clock
  log: (line: string) => void
  ownKey: Buffer
  self: () => Hello
  /** The communities of this node, by id. */
  places: () => ReadonlyMap<string, MeetingPlace>
  onFirst: (hello: Hello) => void
  /** The hello of the peer, or the communities in common, have changed. */
  onChanged: (hello: Hello) => void
  /** The gate of a community refuses the peer. */
  onRefused: (community: string, reason: string) => void
}

/**
 * The first exchange on a connection: identity and communities. No other protocol opens before there is a community in
 * common, and the connection ends when there is none any more. Each side sends its credential before it admits the
 * other, so a peer that opens protocols has already admitted us.
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
      clock,
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

  /** Ids of the communities in common. */
  get common(): ReadonlySet<string> {
    return this.#common
  }

  /**
   * Sends our hello and the proofs of our communities; does nothing before the channel is open, which sends them as
   * well.
   */
  send(): void {
    const { places, self } = this.#options
    this.#channel?.send('hello', { ...self(), proofs: [...places().keys()].map((id) => this.#ownProof(id)) })
  }

  /** To be called when our communities have changed. */
  review(): void {
    const places = this.#options.places()
    for (const id of [...this.#shown]) if (!places.has(id)) this.#forget(id)
    if (this.#hello) this.#review(false)
  }

  /** To be called when our credential for a community, or the view of its gate, has changed. */
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
    channel.on('hello', (message) => this.#heard(message))
    channel.on('credential', ({ proof, bytes }) => {
      const id = this.#placeOf(proof)
      if (id === undefined) return
      this.#credentials.set(id, bytes)
      this.#verdicts.delete(id)
      if (this.#hello) this.#review(false)
    })
    channel.on('grant', ({ proof, bytes }) => {
      const id = this.#placeOf(proof)
      if (id !== undefined) this.#options.places().get(id)?.gate?.granted(this.#options.connection.peer, bytes)
    })
    this.send()
  }

  #heard({ proofs, ...hello }: HelloMessage): void {
    this.#hello = hello
    this.#proofs = new Set(proofs.map(toHex))
    this.#review(true)
  }

  #review(changed: boolean): void {
    const { connection, places, onFirst, onChanged } = this.#options
    if (connection.closed) return
    const common = new Set<string>()
    let hope = false
    for (const place of places().values()) {
      const standing = this.#standing(place)
      if (standing === 'member') common.add(place.id)
      else if (standing !== 'refused') hope = true
    }
    // not a violation: the peer may have just moved to another community
    if (common.size === 0 && (this.#greeted || !hope)) return connection.close()
    const moved = common.size !== this.#common.size || [...common].some((id) => !this.#common.has(id))
    this.#common = common
    if (common.size === 0 || !this.#hello) return
    if (!this.#greeted) {
      this.#greeted = true
      this.#cancelTimeout()
      onFirst(this.#hello)
    } else if (changed || moved) onChanged(this.#hello)
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
    if (verdict.standing === 'refused') this.#options.onRefused(id, verdict.reason)
    if (verdict.standing === 'waiting') this.#wait(id, verdict.grant)
    return verdict.standing
  }

  #wait(id: string, grant: Uint8Array | undefined): void {
    if (grant) this.#channel?.send('grant', { proof: this.#ownProof(id), bytes: grant })
    if (this.#greeted || this.#inLobby) return
    const { clock, connection } = this.#options
    this.#inLobby = true
    this.#cancelTimeout()
    this.#cancelTimeout = clock.after(LOBBY_MS, () => connection.close())
  }

  #forget(id: string): void {
    this.#shown.delete(id)
    this.#credentials.delete(id)
    this.#verdicts.delete(id)
  }

  #ownProof(id: string): Buffer {
    const { ownKey, connection } = this.#options
    return communityProof(fromHex(id), ownKey, connection.stream.remotePublicKey)
  }

  #peerProof(id: string): Buffer {
    const { ownKey, connection } = this.#options
    return communityProof(fromHex(id), connection.stream.remotePublicKey, ownKey)
  }

  #placeOf(proof: Uint8Array): string | undefined {
    return [...this.#options.places().keys()].find((id) => this.#peerProof(id).equals(proof))
  }
}
