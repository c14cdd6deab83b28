import type { Channel, ChannelHub } from '../../protocol/channel.ts'
import type { Clock } from '../../base/clock.ts'
import type { Conflict } from '../decisions.ts'
import {
  contradict,
  type EquivocationProof,
  decodeProof,
  encodeProof,
  isProof,
} from '../../domain/equivocation-proof.ts'
import { Outbox } from './outbox.ts'
import { MAX_HEADS, type LogHeadMessages } from '../../protocol/log-heads.ts'
import { type SignedHead, sameHead } from '../../domain/signed-head.ts'

/** Interval at which changed heads are announced, in ms. */
const ROUND_MS = 1000
/** Heads kept of one log, to compare with others of the same length. */
const MAX_HEADS_PER_LOG = 64
/** Logs of which heads are kept. */
const MAX_LOGS = 2048
/** Heads of one log that wait until the log on this disk is long enough to compare. */
const MAX_UNCOMPARED = 16
/** Signatures verified for one peer in a round; further heads are dropped, since the peer announces again. */
const MAX_CHECKS = 512

/** The rating logs on this disk; the logs room implements it. */
export interface ReplicatedLogs {
  /** Current heads of all logs on this disk. */
  heads(): SignedHead[]
  head(peer: string): SignedHead | null
  /** Whether a log had this tree hash at this length; null if the copy here is too short to tell. */
  agrees(head: SignedHead): Promise<boolean | null>
  /** Proves that a log never was what `head` states; null if the copy here cannot prove it. */
  contradiction(head: SignedHead): Promise<EquivocationProof | null>
  verify(head: SignedHead): boolean
  /** Verifies two heads and the tree nodes between them. */
  verifyEquivocationProof(split: EquivocationProof): boolean
  /** Calls back when a log has grown. */
  onGrown(listener: (peer: string) => void): () => void
  /** Calls back when blocks of a log have been read. */
  onRead(listener: (peer: string) => void): () => void
}

export interface GossipOptions {
  hub: ChannelHub<LogHeadMessages>
  logs: ReplicatedLogs
  clock: Clock
  /** Proofs known so far. */
  conflicts(): Conflict[]
  /** Records a proof; true if it is the first against that peer. */
  prove(conflict: Conflict): boolean
  /** A neighbour has this log: follow it if it is of interest. */
  onHeld(peer: string): void
}

/**
 * Neighbours announce which rating logs they have, and how long. Two signed heads of one length with different hashes
 * (or a fork above 0) prove equivocation; heads of different lengths do so together with the tree nodes between them,
 * which a holder of the longer log adds. A proof is stored and sent to all neighbours at once.
 */
export class Gossip {
  readonly #o: GossipOptions
  readonly #seen = new Map<string, Map<number, SignedHead>>()
  readonly #uncompared = new Map<string, SignedHead[]>()
  readonly #changed = new Set<string>()
  readonly #checks = new Map<string, number>()
  readonly #outboxes = new WeakMap<Channel<LogHeadMessages>, Outbox>()
  #cancelRound: () => void
  readonly #off: (() => void)[]

  constructor(options: GossipOptions) {
    this.#o = options
    this.#off = [
      options.hub.onOpen((channel) => this.#opened(channel)),
      options.logs.onGrown((peer) => this.#onGrown(peer)),
      options.logs.onRead((peer) => this.#compareDeferred(peer)),
    ]
    this.#cancelRound = options.clock.after(ROUND_MS, () => this.#round())
  }

  close(): void {
    this.#cancelRound()
    for (const off of this.#off) off()
  }

  /** Records that a log on this disk was found to conflict, and announces what proves it. */
  conflict(peer: string, length: number, fork: number, split: EquivocationProof | null = null): void {
    if (split) return this.#recordProof(split)
    const { clock, logs } = this.#o
    const head = logs.head(peer) ?? [...(this.#seen.get(peer)?.values() ?? [])].at(-1)
    const proof = head ? encodeProof({ one: head, other: head, parts: [] }) : new Uint8Array(0)
    if (this.#o.prove({ peer, length, fork, time: clock.now(), proof }) && head) this.#announce([head])
  }

  #opened(channel: Channel<LogHeadMessages>): void {
    channel.on('heads', async ({ heads }) => {
      for (const head of heads) await this.#onHead(channel.peer, head)
    })
    channel.on('proof', ({ one, other }) => this.#onProof({ one, other, parts: [] }))
    channel.on('split', (split) => this.#onProof(split))
    const heads = this.#o.logs.heads()
    for (let from = 0; from < heads.length; from += MAX_HEADS)
      this.#outbox(channel).send('heads', { heads: heads.slice(from, from + MAX_HEADS) })
    for (const { proof } of this.#o.conflicts()) {
      const known = decodeProof(proof)
      if (known) this.#send(channel, known)
    }
  }

  async #onHead(from: string, head: SignedHead): Promise<void> {
    const { logs } = this.#o
    const known = this.#seen.get(head.peer)?.get(head.length)
    if (known && sameHead(known, head)) return this.#o.onHeld(head.peer)
    const checks = this.#checks.get(from) ?? 0
    if (head.length === 0 || checks >= MAX_CHECKS) return
    this.#checks.set(from, checks + 1)
    if (!logs.verify(head)) return
    if (known) return this.#recordProof({ one: known, other: head, parts: [] })
    if (head.fork > 0) return this.#recordProof({ one: head, other: head, parts: [] })
    this.#remember(head)
    this.#o.onHeld(head.peer)
    await this.#compare(head)
  }

  /** Compares a head with the log on this disk; queues it while that is too short. */
  async #compare(head: SignedHead): Promise<void> {
    const { logs } = this.#o
    const agrees = await logs.agrees(head)
    if (agrees === null) return this.#defer(head)
    if (agrees) return
    const mine = logs.head(head.peer)
    const contradiction = (await logs.contradiction(head)) ?? (mine && { one: head, other: mine, parts: [] })
    if (contradiction) this.#recordProof(contradiction)
  }

  #defer(head: SignedHead): void {
    const waiting = this.#uncompared.get(head.peer) ?? []
    if (waiting.length < MAX_UNCOMPARED && this.#seen.has(head.peer))
      this.#uncompared.set(head.peer, [...waiting, head])
  }

  /** Compares the heads that waited for these blocks. */
  #compareDeferred(peer: string): void {
    const waiting = this.#uncompared.get(peer)
    if (!waiting) return
    this.#uncompared.delete(peer)
    // a log that closes meanwhile cannot be read: its heads wait until it is followed again
    for (const head of waiting) void this.#compare(head).catch(() => this.#defer(head))
  }

  #onGrown(peer: string): void {
    const head = this.#o.logs.head(peer)
    if (!head) return
    const known = this.#seen.get(peer)?.get(head.length)
    if (known && !sameHead(known, head)) this.#recordProof({ one: known, other: head, parts: [] })
    this.#remember(head)
    this.#changed.add(peer)
  }

  #onProof(proof: EquivocationProof): void {
    const { one, other, parts } = proof
    if (one.peer !== other.peer || this.#o.conflicts().some(({ peer }) => peer === one.peer)) return
    const { logs } = this.#o
    if (
      parts.length > 0
        ? logs.verifyEquivocationProof(proof)
        : contradict(one, other) && logs.verify(one) && logs.verify(other)
    )
      this.#recordProof(proof)
  }

  /** Records a proof whose heads are both signed by the owner of the log, and sends it to all neighbours. */
  #recordProof(found: EquivocationProof): void {
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
    this.#uncompared.delete(one.peer)
    for (const channel of hub.channels.values()) this.#send(channel, found)
  }

  /** Sends a neighbour what it can verify; without tree nodes, holders of the log find the proof in their own copy. */
  #send(channel: Channel<LogHeadMessages>, found: EquivocationProof): void {
    const { one, other, parts } = found
    const outbox = this.#outbox(channel)
    if (parts.length > 0) outbox.send('split', found)
    else if (isProof(found)) outbox.send('proof', { one, other })
    else outbox.send('heads', { heads: sameHead(one, other) ? [one] : [one, other] })
  }

  #announce(heads: SignedHead[]): void {
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
    if (heads.length > 0) this.#announce(heads)
    this.#cancelRound = this.#o.clock.after(ROUND_MS, () => this.#round())
  }

  #remember(head: SignedHead): void {
    let heads = this.#seen.get(head.peer)
    if (!heads) {
      if (this.#seen.size >= MAX_LOGS) this.#forget(this.#seen.keys().next().value as string)
      this.#seen.set(head.peer, (heads = new Map()))
    }
    heads.set(head.length, head)
    if (heads.size > MAX_HEADS_PER_LOG) heads.delete(heads.keys().next().value as number)
  }

  #forget(peer: string): void {
    this.#seen.delete(peer)
    this.#uncompared.delete(peer)
  }
}
