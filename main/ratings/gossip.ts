import type { Channel, ChannelHub } from '../base/channel.ts'
import type { Clock } from '../base/clock.ts'
import type { Conflict } from './decisions.ts'
import { MOST_HEADS, type GossipMessages, type SignedHead } from './gossip-messages.ts'

/** Heads that have changed are told so long after the change, in ms: a round. */
const ROUND_MS = 1000
/** Heads of one log that are remembered, to be held against others of the same length. */
const REMEMBERED = 64
/** Logs of which heads are remembered. */
const MOST_LOGS = 2048
/** Heads that one peer may have verified in a round; the others are heard in later rounds. */
const MOST_CHECKS = 512

/** The rating logs on this disk; the log room has them. */
export interface HeldLogs {
  /** The present heads of all logs that are held. */
  heads(): SignedHead[]
  head(peer: string): SignedHead | null
  /** Whether a log, as far as it is held, had this tree hash at this length; null if that cannot be told. */
  agrees(head: SignedHead): Promise<boolean | null>
  verify(head: SignedHead): boolean
  /** A log has grown. */
  onGrown(listener: (peer: string) => void): () => void
}

export interface GossipOptions {
  hub: ChannelHub<GossipMessages>
  logs: HeldLogs
  clock: Clock
  /** Proofs known so far. */
  conflicts(): Conflict[]
  /** Takes a proof; true if it is news. */
  prove(conflict: Conflict): boolean
  /** A neighbour holds this log: follow it if it is wanted. */
  onHeld(peer: string): void
}

/**
 * Neighbours tell each other which rating logs they hold and how far. Two signed heads of one length with different hashes (or a fork above
 * 0) prove that a log was rewritten; a proof is kept, and passed on to every neighbour at once.
 */
export class Gossip {
  readonly #o: GossipOptions
  readonly #seen = new Map<string, Map<number, SignedHead>>()
  readonly #changed = new Set<string>()
  readonly #checks = new Map<string, number>()
  #cancelRound: () => void
  readonly #off: (() => void)[]

  constructor(options: GossipOptions) {
    this.#o = options
    this.#off = [options.hub.onOpen((channel) => this.#opened(channel)), options.logs.onGrown((peer) => this.#grown(peer))]
    this.#cancelRound = options.clock.after(ROUND_MS, () => this.#round())
  }

  close(): void {
    this.#cancelRound()
    for (const off of this.#off) off()
  }

  /** A log on this disk was found to contradict itself: what is known of it is kept, and told. */
  conflict(peer: string, length: number, fork: number): void {
    const { clock, logs } = this.#o
    const head = logs.head(peer) ?? [...(this.#seen.get(peer)?.values() ?? [])].at(-1)
    if (this.#o.prove({ peer, length, fork, time: clock.now(), proof: head ? encodeHeads([head]) : new Uint8Array(0) }) && head) this.#tell([head])
  }

  #opened(channel: Channel<GossipMessages>): void {
    channel.on('heads', async ({ heads }) => {
      for (const head of heads) await this.#heard(channel.peer, head)
    })
    channel.on('proof', ({ one, other }) => this.#heardProof(one, other))
    const heads = this.#o.logs.heads()
    for (let from = 0; from < heads.length; from += MOST_HEADS) channel.send('heads', { heads: heads.slice(from, from + MOST_HEADS) })
    for (const { proof } of this.#o.conflicts()) {
      const [one, other] = decodeHeads(proof)
      if (one && other) channel.send('proof', { one, other })
      else if (one) channel.send('heads', { heads: [one] })
    }
  }

  async #heard(from: string, head: SignedHead): Promise<void> {
    const { logs } = this.#o
    const known = this.#seen.get(head.peer)?.get(head.length)
    if (known && same(known, head)) return this.#o.onHeld(head.peer)
    const checks = this.#checks.get(from) ?? 0
    if (head.length === 0 || checks >= MOST_CHECKS) return
    this.#checks.set(from, checks + 1)
    if (!logs.verify(head)) return
    if (known) return this.#contradiction(known, head)
    if (head.fork > 0) return this.#contradiction(head, head)
    this.#remember(head)
    this.#o.onHeld(head.peer)
    if ((await logs.agrees(head)) !== false) return
    const mine = logs.head(head.peer)
    if (mine) this.#contradiction(mine, head)
  }

  #grown(peer: string): void {
    const head = this.#o.logs.head(peer)
    if (!head) return
    const known = this.#seen.get(peer)?.get(head.length)
    if (known && !same(known, head)) this.#contradiction(known, head)
    this.#remember(head)
    this.#changed.add(peer)
  }

  #heardProof(one: SignedHead, other: SignedHead): void {
    if (one.peer !== other.peer || !isProof(one, other) || this.#o.conflicts().some(({ peer }) => peer === one.peer)) return
    if (this.#o.logs.verify(one) && this.#o.logs.verify(other)) this.#contradiction(one, other)
  }

  /** Both are signed by the log's owner, and cannot both be true. */
  #contradiction(one: SignedHead, other: SignedHead): void {
    const { clock, hub } = this.#o
    if (!this.#o.prove({ peer: one.peer, length: other.length, fork: Math.max(one.fork, other.fork), time: clock.now(), proof: encodeHeads([one, other]) })) return
    if (isProof(one, other)) for (const channel of hub.channels.values()) channel.send('proof', { one, other })
    // of different lengths: who holds the log finds the contradiction in its own copy
    else this.#tell([one, other])
  }

  #tell(heads: SignedHead[]): void {
    for (const channel of this.#o.hub.channels.values()) channel.send('heads', { heads })
  }

  #round(): void {
    this.#checks.clear()
    const heads = [...this.#changed].slice(0, MOST_HEADS).flatMap((peer) => {
      this.#changed.delete(peer)
      return this.#o.logs.head(peer) ?? []
    })
    if (heads.length > 0) this.#tell(heads)
    this.#cancelRound = this.#o.clock.after(ROUND_MS, () => this.#round())
  }

  #remember(head: SignedHead): void {
    let heads = this.#seen.get(head.peer)
    if (!heads) {
      if (this.#seen.size >= MOST_LOGS) this.#seen.delete(this.#seen.keys().next().value as string)
      this.#seen.set(head.peer, (heads = new Map()))
    }
    heads.set(head.length, head)
    if (heads.size > REMEMBERED) heads.delete(heads.keys().next().value as number)
  }
}

const same = (a: SignedHead, b: SignedHead): boolean => a.length === b.length && a.fork === b.fork && Buffer.compare(a.hash, b.hash) === 0

/** Two heads of one log that speak for themselves: of one length and different, or of a rewritten log. */
function isProof(one: SignedHead, other: SignedHead): boolean {
  return one.fork > 0 || other.fork > 0 || (one.length === other.length && Buffer.compare(one.hash, other.hash) !== 0)
}

/** Heads as the store keeps them. */
function encodeHeads(heads: SignedHead[]): Uint8Array {
  return Buffer.from(JSON.stringify(heads.map(({ hash, signature, ...rest }) => ({ ...rest, hash: Buffer.from(hash).toString('hex'), signature: Buffer.from(signature).toString('hex') }))))
}

/** What `encodeHeads` made; an empty list from nothing. */
function decodeHeads(bytes: Uint8Array): SignedHead[] {
  if (bytes.byteLength === 0) return []
  const heads = JSON.parse(Buffer.from(bytes).toString()) as (Omit<SignedHead, 'hash' | 'signature'> & { hash: string; signature: string })[]
  return heads.map(({ hash, signature, ...rest }) => ({ ...rest, hash: Buffer.from(hash, 'hex'), signature: Buffer.from(signature, 'hex') }))
}
