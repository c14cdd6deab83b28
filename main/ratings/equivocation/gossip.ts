import { LRUCache } from 'lru-cache'
import { type Channel, type ChannelHub, ProtocolViolation } from '../../protocol/channel.ts'
import type { Clock } from '../../base/clock.ts'
import { Emitter } from '../../base/emitter.ts'
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
import { epochOf, type LogName, logName, ownerOf } from '../../domain/rating-log/log-name.ts'
import { logOf, type SignedHead, sameHead } from '../../domain/signed-head.ts'

/** Interval at which changed heads are announced, in ms. */
const ROUND_MS = 1000
/** Heads remembered per log, to compare with others of the same length. */
const MAX_HEADS_PER_LOG = 64
/** Logs whose heads are remembered. */
const MAX_LOGS = 2048
/** Heads per log that wait until the local copy is long enough to compare. */
const MAX_UNCOMPARED = 16
/** Signatures verified per peer and round. Further heads are dropped: the peer announces them again. */
const MAX_CHECKS = 512

/** The rating logs on this disk; the logs room implements it. */
export interface ReplicatedLogs {
  /** Current heads of all logs on this disk. */
  heads(): SignedHead[]
  head(log: LogName): SignedHead | null
  /** Whether a log had this tree hash at this length; null if the local copy is too short. */
  agrees(head: SignedHead): Promise<boolean | null>
  /** Proves that a log never was what `head` states; null if the local copy cannot prove it. */
  contradiction(head: SignedHead): Promise<EquivocationProof | null>
  verify(head: SignedHead): boolean
  /** Verifies two heads and the tree nodes between them. */
  verifyEquivocationProof(split: EquivocationProof): boolean
  /** Calls back when a log has grown. */
  onGrown(listener: (log: LogName) => void): () => void
  /** Calls back when blocks of a log have been read. */
  onRead(listener: (log: LogName) => void): () => void
}

/** The proofs of equivocation known so far; `ProofAdmission` implements it. */
interface KnownProofs {
  /** In the order in which they are sent to a new neighbour. */
  conflicts(): Conflict[]
  /** Records a verified proof, sent by a neighbour (`from`) or found here; true if it is new and kept. */
  admit(conflict: Conflict, from?: string): boolean
  /** The proof that waited until this peer was met or rated. */
  takeWaiting(peer: string, accepts: (conflict: Conflict) => boolean): Conflict | null
}

/** The logs that this node reads; `LogSubscriptions` implements it. */
interface OfferedLogs {
  /** A neighbour has this log: it is followed if it is of interest. */
  offered(log: LogName): void
}

export interface GossipOptions {
  /** The key of this node. */
  self: string
  /** Whether these channels are about a log; first logs and later ones have a protocol each. */
  carries(log: LogName): boolean
  hub: ChannelHub<LogHeadMessages>
  logs: ReplicatedLogs
  proofs: KnownProofs
  subscriptions: OfferedLogs
  clock: Clock
}

/**
 * Neighbours announce which rating logs they have, and their lengths. Two signed heads of one length with different
 * hashes (or a fork above 0) prove equivocation; heads of different lengths do so together with the tree nodes between
 * them, which a holder of the longer log adds. A proof that is kept (see ProofAdmission) is sent to all neighbours at
 * once.
 */
export class Gossip {
  /** `head`: a neighbour has announced a head that its owner has signed. */
  readonly events = new Emitter<{
    head: { from: string; head: SignedHead }
    /** A log of this node has two histories, and others can prove it. */
    ownConflict: { log: LogName; length: number }
  }>()
  readonly #options: GossipOptions
  readonly #uncompared = new Map<string, SignedHead[]>()
  /** Heads by log and length. Read with `peek`: the log that was met first is dropped first. */
  readonly #seen = new LRUCache<string, Map<number, SignedHead>>({
    max: MAX_LOGS,
    dispose: (_, log) => this.#uncompared.delete(log),
  })
  readonly #changed = new Set<string>()
  readonly #checks = new Map<string, number>()
  readonly #outboxes = new WeakMap<Channel<LogHeadMessages>, Outbox<LogHeadMessages>>()
  #cancelRound: () => void
  readonly #off: (() => void)[]

  constructor(options: GossipOptions) {
    this.#options = options
    this.#off = [
      options.hub.onOpen((channel) => this.#opened(channel)),
      options.logs.onGrown((log) => options.carries(log) && this.#onGrown(log)),
      options.logs.onRead((log) => this.#compareDeferred(log)),
    ]
    this.#cancelRound = options.clock.after(ROUND_MS, () => this.#round())
  }

  close(): void {
    this.#cancelRound()
    for (const off of this.#off) off()
  }

  /** Records that a log on this disk was found to conflict, and announces what proves it. */
  conflict(log: LogName, length: number, fork: number, split: EquivocationProof | null = null): void {
    if (split) return this.#recordProof(split, null)
    const { clock, logs } = this.#options
    const head = logs.head(log) ?? [...(this.#seen.peek(log)?.values() ?? [])].at(-1)
    const proof = head ? encodeProof({ one: head, other: head, parts: [] }) : new Uint8Array(0)
    const found = { peer: ownerOf(log), epoch: epochOf(log), length, fork }
    const isNew = this.#options.proofs.admit({ ...found, time: clock.now(), proof, own: true })
    if (isNew && head) this.#announce([head])
  }

  /** To be called when a peer was met or rated: a proof against it may have waited for that. */
  known(peer: string): void {
    const { proofs, carries } = this.#options
    const waiting = proofs.takeWaiting(peer, ({ epoch }) => carries(logName(peer, epoch)))
    if (!waiting) return
    const found = decodeProof(waiting.proof)
    if (found && isProof(found)) return this.#recordProof(found, waiting.own ? null : '')
    // observed here, and nothing that others could verify
    proofs.admit(waiting)
  }

  #opened(channel: Channel<LogHeadMessages>): void {
    channel.on('heads', async ({ heads }) => {
      for (const head of heads) await this.#onHead(channel.peer, head)
    })
    channel.on('proof', ({ one, other }) => this.#onProof(channel.peer, { one, other, parts: [] }))
    channel.on('split', (split) => this.#onProof(channel.peer, split))
    const heads = this.#options.logs.heads().filter((head) => this.#options.carries(logOf(head)))
    for (let from = 0; from < heads.length; from += MAX_HEADS)
      this.#outbox(channel).send('heads', { heads: heads.slice(from, from + MAX_HEADS) })
    for (const { proof } of this.#options.proofs.conflicts()) {
      const known = decodeProof(proof)
      if (known && this.#concerns(known, channel)) this.#send(channel, known)
    }
  }

  /** Whoever is accused hears it on all channels: it may have declared, or will, that it continues in another log. */
  #concerns({ one }: EquivocationProof, channel: Channel<LogHeadMessages>): boolean {
    return this.#options.carries(logOf(one)) || one.peer === channel.peer
  }

  async #onHead(from: string, head: SignedHead): Promise<void> {
    const { logs, subscriptions } = this.#options
    const log = logOf(head)
    const known = this.#seen.peek(log)?.get(head.length)
    if (known && sameHead(known, head)) {
      this.events.emit('head', { from, head })
      return subscriptions.offered(log)
    }
    const checks = this.#checks.get(from) ?? 0
    if (head.length === 0 || checks >= MAX_CHECKS) return
    this.#checks.set(from, checks + 1)
    // an honest neighbour passes on only what it has verified
    if (!logs.verify(head)) throw new ProtocolViolation('a false signature')
    if (known) return this.#recordProof({ one: known, other: head, parts: [] }, from)
    if (head.fork > 0) return this.#recordProof({ one: head, other: head, parts: [] }, from)
    this.#remember(head)
    this.events.emit('head', { from, head })
    subscriptions.offered(log)
    await this.#compare(head)
  }

  /** Compares a head with the local copy; defers it while that is too short. */
  async #compare(head: SignedHead): Promise<void> {
    const { logs } = this.#options
    const agrees = await logs.agrees(head)
    if (agrees === null) return this.#defer(head)
    if (agrees) return
    const mine = logs.head(logOf(head))
    const contradiction = (await logs.contradiction(head)) ?? (mine && { one: head, other: mine, parts: [] })
    if (contradiction) this.#recordProof(contradiction, null)
  }

  #defer(head: SignedHead): void {
    const log = logOf(head)
    const waiting = this.#uncompared.get(log) ?? []
    if (waiting.length < MAX_UNCOMPARED && this.#seen.has(log)) this.#uncompared.set(log, [...waiting, head])
  }

  /** Compares the heads that waited for these blocks. */
  #compareDeferred(log: LogName): void {
    const waiting = this.#uncompared.get(log)
    if (!waiting) return
    this.#uncompared.delete(log)
    // a log that closes meanwhile cannot be read: its heads wait until it is followed again
    for (const head of waiting) void this.#compare(head).catch(() => this.#defer(head))
  }

  #onGrown(log: LogName): void {
    const head = this.#options.logs.head(log)
    if (!head) return
    const known = this.#seen.peek(log)?.get(head.length)
    if (known && !sameHead(known, head)) this.#recordProof({ one: known, other: head, parts: [] }, null)
    this.#remember(head)
    this.#changed.add(log)
  }

  #onProof(from: string, proof: EquivocationProof): void {
    const { one, other, parts } = proof
    if (logOf(one) !== logOf(other) || this.#options.proofs.conflicts().some(({ peer }) => peer === one.peer)) return
    const { logs } = this.#options
    if (
      parts.length > 0
        ? logs.verifyEquivocationProof(proof)
        : contradict(one, other) && logs.verify(one) && logs.verify(other)
    )
      this.#recordProof(proof, from)
    else if (!logs.verify(one) || !logs.verify(other)) throw new ProtocolViolation('a false signature')
  }

  /**
   * Records a proof whose heads are both signed by the owner of the log, and sends it to all neighbours. `from` is the
   * neighbour that sent it, null if the copy of the log here proves it.
   */
  #recordProof(found: EquivocationProof, from: string | null): void {
    const { self, clock, hub, proofs } = this.#options
    const { one, other } = found
    const length = Math.min(one.length, other.length)
    if (one.peer === self) return this.events.emit('ownConflict', { log: logOf(one), length })
    if (
      !proofs.admit(
        {
          peer: one.peer,
          ...(one.epoch && { epoch: one.epoch }),
          length,
          fork: Math.max(one.fork, other.fork),
          time: clock.now(),
          proof: encodeProof(found),
          own: from === null,
        },
        from ?? '',
      )
    )
      return
    this.#uncompared.delete(logOf(one))
    for (const channel of hub.channels.values()) if (this.#concerns(found, channel)) this.#send(channel, found)
  }

  /** Sends a proof that the neighbour can verify. Without tree nodes, holders of the log find them in their copy. */
  #send(channel: Channel<LogHeadMessages>, found: EquivocationProof): void {
    const { one, other, parts } = found
    const outbox = this.#outbox(channel)
    if (parts.length > 0) outbox.send('split', found)
    else if (isProof(found)) outbox.send('proof', { one, other })
    else outbox.send('heads', { heads: sameHead(one, other) ? [one] : [one, other] })
  }

  #announce(heads: SignedHead[]): void {
    for (const channel of this.#options.hub.channels.values()) this.#outbox(channel).send('heads', { heads })
  }

  #outbox(channel: Channel<LogHeadMessages>): Outbox<LogHeadMessages> {
    let outbox = this.#outboxes.get(channel)
    if (!outbox) this.#outboxes.set(channel, (outbox = new Outbox(channel, this.#options.clock)))
    return outbox
  }

  #round(): void {
    this.#checks.clear()
    const heads = [...this.#changed].slice(0, MAX_HEADS).flatMap((log) => {
      this.#changed.delete(log)
      return this.#options.logs.head(log) ?? []
    })
    if (heads.length > 0) this.#announce(heads)
    this.#cancelRound = this.#options.clock.after(ROUND_MS, () => this.#round())
  }

  #remember(head: SignedHead): void {
    const log = logOf(head)
    let heads = this.#seen.peek(log)
    if (!heads) this.#seen.set(log, (heads = new Map()))
    heads.set(head.length, head)
    if (heads.size > MAX_HEADS_PER_LOG) heads.delete(heads.keys().next().value as number)
  }
}
