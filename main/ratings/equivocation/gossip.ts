import type { Channel, ChannelHub } from '../../protocol/channel.ts'
import type { Clock } from '../../base/clock.ts'
import type { Conflict } from '../decisions.ts'
import { type EquivocationProof, decodeProof, encodeProof, isProof, speaks } from '../../domain/equivocation-proof.ts'
import { Outbox } from '../ingest/outbox.ts'
import { MAX_HEADS, type LogHeadMessages } from '../../protocol/log-heads.ts'
import { type SignedHead, sameHead } from '../../domain/signed-head.ts'

/** Heads that have changed are told so long after the change, in ms: a round. */
const ROUND_MS = 1000
/** Heads of one log that are remembered, to be held against others of the same length. */
const REMEMBERED = 64
/** Logs of which heads are remembered. */
const MAX_LOGS = 2048
/** Heads of one log that wait for its blocks, to be held against them. */
const MAX_UNDECIDED = 16
/** Heads that one peer may have verified in a round; the others are heard in later rounds. */
const MAX_CHECKS = 512

/** The rating logs on this disk; the log room has them. */
export interface ReplicatedLogs {
  /** The present heads of all logs that are held. */
  heads(): SignedHead[]
  head(peer: string): SignedHead | null
  /** Whether a log, as far as it is held, had this tree hash at this length; null if that cannot be told. */
  agrees(head: SignedHead): Promise<boolean | null>
  /** Shows that a log never was what `head` says; null if that cannot be shown with what is here. */
  contradiction(head: SignedHead): Promise<EquivocationProof | null>
  verify(head: SignedHead): boolean
  /** The same for two heads and what stands between them. */
  verifyEquivocationProof(split: EquivocationProof): boolean
  /** A log has grown. */
  onGrown(listener: (peer: string) => void): () => void
  /** More of a log has been read. */
  onRead(listener: (peer: string) => void): () => void
}

export interface GossipOptions {
  hub: ChannelHub<LogHeadMessages>
  logs: ReplicatedLogs
  clock: Clock
  /** Proofs known so far. */
  conflicts(): Conflict[]
  /** Takes a proof; true if it is news. */
  prove(conflict: Conflict): boolean
  /** A neighbour holds this log: follow it if it is wanted. */
  onHeld(peer: string): void
}

/**
 * Neighbours tell each other which rating logs they hold and how far. Two signed heads of one length with different
 * hashes (or a fork above
 * 0) prove that a log was rewritten; heads of different lengths do so together with tree nodes, which whoever holds the
 * longer log adds.
 * A proof is kept, and passed on to every neighbour at once.
 */
export class Gossip {
  readonly #o: GossipOptions
  readonly #seen = new Map<string, Map<number, SignedHead>>()
  readonly #undecided = new Map<string, SignedHead[]>()
  readonly #changed = new Set<string>()
  readonly #checks = new Map<string, number>()
  readonly #outboxes = new WeakMap<Channel<LogHeadMessages>, Outbox>()
  #cancelRound: () => void
  readonly #off: (() => void)[]

  constructor(options: GossipOptions) {
    this.#o = options
    this.#off = [
      options.hub.onOpen((channel) => this.#opened(channel)),
      options.logs.onGrown((peer) => this.#grown(peer)),
      options.logs.onRead((peer) => this.#read(peer)),
    ]
    this.#cancelRound = options.clock.after(ROUND_MS, () => this.#round())
  }

  close(): void {
    this.#cancelRound()
    for (const off of this.#off) off()
  }

  /** A log on this disk was found to contradict itself: what is known of it is kept, and told. */
  conflict(peer: string, length: number, fork: number, split: EquivocationProof | null = null): void {
    if (split) return this.#contradiction(split)
    const { clock, logs } = this.#o
    const head = logs.head(peer) ?? [...(this.#seen.get(peer)?.values() ?? [])].at(-1)
    const proof = head ? encodeProof({ one: head, other: head, parts: [] }) : new Uint8Array(0)
    if (this.#o.prove({ peer, length, fork, time: clock.now(), proof }) && head) this.#tell([head])
  }

  #opened(channel: Channel<LogHeadMessages>): void {
    channel.on('heads', async ({ heads }) => {
      for (const head of heads) await this.#heard(channel.peer, head)
    })
    channel.on('proof', ({ one, other }) => this.#heardProof({ one, other, parts: [] }))
    channel.on('split', (split) => this.#heardProof(split))
    const heads = this.#o.logs.heads()
    for (let from = 0; from < heads.length; from += MAX_HEADS)
      this.#outbox(channel).send('heads', { heads: heads.slice(from, from + MAX_HEADS) })
    for (const { proof } of this.#o.conflicts()) {
      const known = decodeProof(proof)
      if (known) this.#send(channel, known)
    }
  }

  async #heard(from: string, head: SignedHead): Promise<void> {
    const { logs } = this.#o
    const known = this.#seen.get(head.peer)?.get(head.length)
    if (known && sameHead(known, head)) return this.#o.onHeld(head.peer)
    const checks = this.#checks.get(from) ?? 0
    if (head.length === 0 || checks >= MAX_CHECKS) return
    this.#checks.set(from, checks + 1)
    if (!logs.verify(head)) return
    if (known) return this.#contradiction({ one: known, other: head, parts: [] })
    if (head.fork > 0) return this.#contradiction({ one: head, other: head, parts: [] })
    this.#remember(head)
    this.#o.onHeld(head.peer)
    await this.#compare(head)
  }

  /** Holds a head against the log on this disk; waits with it while that is too short. */
  async #compare(head: SignedHead): Promise<void> {
    const { logs } = this.#o
    const agrees = await logs.agrees(head)
    if (agrees === null) return this.#wait(head)
    if (agrees) return
    const mine = logs.head(head.peer)
    const contradiction = (await logs.contradiction(head)) ?? (mine && { one: head, other: mine, parts: [] })
    if (contradiction) this.#contradiction(contradiction)
  }

  #wait(head: SignedHead): void {
    const waiting = this.#undecided.get(head.peer) ?? []
    if (waiting.length < MAX_UNDECIDED && this.#seen.has(head.peer)) this.#undecided.set(head.peer, [...waiting, head])
  }

  /** Heads that came before their blocks can be held against them now. */
  #read(peer: string): void {
    const waiting = this.#undecided.get(peer)
    if (!waiting) return
    this.#undecided.delete(peer)
    // a log that closes meanwhile cannot be read: its heads wait until it is followed again
    for (const head of waiting) void this.#compare(head).catch(() => this.#wait(head))
  }

  #grown(peer: string): void {
    const head = this.#o.logs.head(peer)
    if (!head) return
    const known = this.#seen.get(peer)?.get(head.length)
    if (known && !sameHead(known, head)) this.#contradiction({ one: known, other: head, parts: [] })
    this.#remember(head)
    this.#changed.add(peer)
  }

  #heardProof(proof: EquivocationProof): void {
    const { one, other, parts } = proof
    if (one.peer !== other.peer || this.#o.conflicts().some(({ peer }) => peer === one.peer)) return
    const { logs } = this.#o
    if (
      parts.length > 0
        ? logs.verifyEquivocationProof(proof)
        : speaks(one, other) && logs.verify(one) && logs.verify(other)
    )
      this.#contradiction(proof)
  }

  /** Both are signed by the log's owner, and cannot both be true. */
  #contradiction(found: EquivocationProof): void {
    const { clock, hub } = this.#o
    const { one, other } = found
    const length = Math.min(one.length, other.length)
    if (
      !this.#o.prove({
        peer: one.peer,
        length,
        fork: Math.max(one.fork, other.fork),
        time: clock.now(),
        proof: encodeProof(found),
      })
    )
      return
    this.#undecided.delete(one.peer)
    for (const channel of hub.channels.values()) this.#send(channel, found)
  }

  /**
   * Tells a neighbour in the words that it can verify; who holds the log finds in its own copy what is not proven here.
   */
  #send(channel: Channel<LogHeadMessages>, found: EquivocationProof): void {
    const { one, other, parts } = found
    const outbox = this.#outbox(channel)
    if (parts.length > 0) outbox.send('split', found)
    else if (isProof(found)) outbox.send('proof', { one, other })
    else outbox.send('heads', { heads: sameHead(one, other) ? [one] : [one, other] })
  }

  #tell(heads: SignedHead[]): void {
    for (const channel of this.#o.hub.channels.values()) this.#outbox(channel).send('heads', { heads })
  }

  #outbox(channel: Channel<LogHeadMessages>): Outbox {
    let outbox = this.#outboxes.get(channel)
    if (!outbox) this.#outboxes.set(channel, (outbox = new Outbox(channel, this.#o.clock)))
    return outbox
  }

  #round(): void {
    this.#checks.clear()
    const heads = [...this.#changed].slice(0, MAX_HEADS).flatMap((peer) => {
      this.#changed.delete(peer)
      return this.#o.logs.head(peer) ?? []
    })
    if (heads.length > 0) this.#tell(heads)
    this.#cancelRound = this.#o.clock.after(ROUND_MS, () => this.#round())
  }

  #remember(head: SignedHead): void {
    let heads = this.#seen.get(head.peer)
    if (!heads) {
      if (this.#seen.size >= MAX_LOGS) this.#forget(this.#seen.keys().next().value as string)
      this.#seen.set(head.peer, (heads = new Map()))
    }
    heads.set(head.length, head)
    if (heads.size > REMEMBERED) heads.delete(heads.keys().next().value as number)
  }

  #forget(peer: string): void {
    this.#seen.delete(peer)
    this.#undecided.delete(peer)
  }
}
