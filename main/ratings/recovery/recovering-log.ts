import type { Clock } from '../../base/clock.ts'
import { HyobanError, messageOf } from '../../base/errors.ts'
import type { FollowableLogs, OwnLog } from '../ports.ts'

// A restored identity (from a phrase or a file) has a rating log elsewhere. Appending before that log is recovered
// would make a second log of the same key: an equivocation that others can prove. So the log stays read-only until it
// has been fetched from peers that have it. Peers that are offline are not waited for.

/** The log is considered complete when it has not grown for this many ms. */
const QUIET_MS = 3000
/** With no block from any peer, the log is considered empty this many ms after the first peer connected. */
const MAX_WAIT_MS = 60_000
const CHECK_INTERVAL_MS = 500

/** The error that the user sees until the log is recovered. */
export function comingBack(): HyobanError {
  return new HyobanError('IN_USE', 'Your own ratings are still being recovered from your peers.', {
    hint: 'You can rate again once they have arrived, at most a minute after the first peer connects.',
    details: { problem: 'comingBack' },
  })
}

/** The rating log of this node, read-only until it is complete. */
export class RecoveringLog implements OwnLog {
  readonly #own: OwnLog
  readonly #position: () => number
  readonly #ready: Promise<void>
  #release = (): void => {}
  #giveUp = (): void => {}
  #held: boolean

  /** `position` returns how far the log has been read. */
  constructor(own: OwnLog, held: boolean, position: () => number) {
    this.#own = own
    this.#held = held
    this.#position = position
    this.#ready = new Promise((resolve, reject) => {
      this.#release = resolve
      this.#giveUp = () =>
        reject(new HyobanError('CANCELLED', 'The node was closed before its own ratings were recovered.'))
    })
    this.#ready.catch(() => {})
    if (!held) this.#release()
  }

  get held(): boolean {
    return this.#held
  }

  /** Resolves when the log can be written; rejects with CANCELLED if the node closes first. */
  get ready(): Promise<void> {
    return this.#ready
  }

  /** While it is held, blocks arrive by following the log: this reports no more than those. */
  get length(): number {
    return this.#held ? this.#position() : this.#own.length
  }

  append(block: Uint8Array): Promise<number> {
    if (!this.#held) return this.#own.append(block)
    return Promise.reject(comingBack())
  }

  read(from?: number, to?: number): ReturnType<OwnLog['read']> {
    return this.#own.read(from, to)
  }

  release(): void {
    this.#held = false
    this.#release()
  }

  giveUp(): void {
    this.#giveUp()
  }
}

interface RecoverableLogs extends FollowableLogs {
  /** The log of this node as it is on this disk. */
  readonly own: { readonly length: number }
}

/** Ingests the blocks. */
interface BlockReader {
  position(peer: string): number
  ingest(peer: string, from: number, blocks: Uint8Array[]): Promise<void>
}

export interface RecoveryParts {
  /** The key of this node. */
  self: string
  log: RecoveringLog
  logs: RecoverableLogs
  ratings: BlockReader
  network: { readonly peers: { readonly size: number } }
  clock: Clock
  logLine: (line: string) => void
  /** Called once when the log is recovered. */
  done: () => Promise<void>
}

/** Fetches the own rating log from peers, then allows writing; returns a function that stops it. */
export function recoverOwnLog({ self, log, logs, ratings, network, clock, logLine, done }: RecoveryParts): () => void {
  if (!log.held) return () => {}
  let connectedAt: number | null = null
  let grownAt = 0
  let length = -1
  let cancel = (): void => {}
  const finish = async (): Promise<void> => {
    await logs.unfollow(self)
    log.release()
    await done()
  }
  const check = (): void => {
    const now = clock.now()
    const { own } = logs
    if (network.peers.size > 0) connectedAt ??= now
    if (own.length !== length || ratings.position(self) < own.length) {
      length = own.length
      grownAt = now
    }
    const complete = connectedAt !== null && (length > 0 ? now - grownAt >= QUIET_MS : now - connectedAt >= MAX_WAIT_MS)
    if (!complete) {
      cancel = clock.after(CHECK_INTERVAL_MS, check)
      return
    }
    void finish().catch((error: unknown) => {
      logLine(`the own rating log was recovered, but cannot be used: ${messageOf(error)}`)
      log.giveUp()
    })
  }
  logs.follow(self, ratings.position(self), (peer, from, blocks) => ratings.ingest(peer, from, blocks))
  check()
  return () => {
    cancel()
    log.giveUp()
  }
}
