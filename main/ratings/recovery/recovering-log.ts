import type { Clock } from '../../base/clock.ts'
import { HyobanError, messageOf } from '../../base/errors.ts'
import type { OwnLog } from '../ports.ts'
import type { Ratings } from '../ratings.ts'

// An identity that came from a phrase or a file has written a rating log elsewhere. Writing on before it is here would
// make a second
// log of the same key, which is the proof of an equivocation. So nothing is written until the log has come back from
// the peers who
// hold it. What only peers hold that are away cannot be waited for.

/** The log is back when it has not grown for so long; with nobody who has any of it, after so long with a peer. */
const QUIET_MS = 3000
const PATIENCE_MS = 60_000
const LOOK_MS = 500

/** What a person is told until the log is back. */
export function comingBack(): HyobanError {
  return new HyobanError('IN_USE', 'Your own ratings are still coming back from your peers.', {
    hint: 'Ratings can be given again when they are here, at most a minute after the first peer is met.',
    details: { problem: 'comingBack' },
  })
}

/** My own rating log, closed for writing until it is whole. */
export class RecoveringLog implements OwnLog {
  readonly #own: OwnLog
  readonly #position: () => number
  readonly #ready: Promise<void>
  #release = (): void => {}
  #giveUp = (): void => {}
  #held: boolean

  /** `position` says how far the log has been read. */
  constructor(own: OwnLog, held: boolean, position: () => number) {
    this.#own = own
    this.#held = held
    this.#position = position
    this.#ready = new Promise((resolve, reject) => {
      this.#release = resolve
      this.#giveUp = () => reject(new HyobanError('CANCELLED', 'The node was closed before its own ratings were back.'))
    })
    this.#ready.catch(() => {})
    if (!held) this.#release()
  }

  get held(): boolean {
    return this.#held
  }

  /** Resolves when there may be written; rejects with CANCELLED if the node ends before. */
  get ready(): Promise<void> {
    return this.#ready
  }

  /** While it is held its blocks arrive by another way, and none of them is to be read here. */
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

/** Rating logs that are replicated from whoever holds them; the log room has them. */
interface FollowedLogs {
  follow(
    peer: string,
    from: number,
    onBlocks: (peer: string, from: number, blocks: Uint8Array[]) => void | Promise<void>,
  ): void
  unfollow(peer: string): Promise<void>
}

export interface RecoveryParts {
  log: RecoveringLog
  /** The log as it really is. */
  own: { readonly length: number }
  self: string
  logs: FollowedLogs
  ratings: Ratings
  /** The peers that are connected. */
  overlay: { readonly peers: { readonly size: number } }
  clock: Clock
  logLine: (line: string) => void
  /** Called once when the log is back. */
  done: () => Promise<void>
}

/** Fetches my own rating log from the peers who hold it, then lets it be written; returns a function that stops. */
export function recoverOwnLog({
  log,
  own,
  self,
  logs,
  ratings,
  overlay,
  clock,
  logLine,
  done,
}: RecoveryParts): () => void {
  if (!log.held) return () => {}
  let since: number | null = null
  let changed = 0
  let length = -1
  let cancel = (): void => {}
  const finish = async (): Promise<void> => {
    await logs.unfollow(self)
    log.release()
    await done()
  }
  const look = (): void => {
    const now = clock.now()
    if (overlay.peers.size > 0) since ??= now
    if (own.length !== length || ratings.position(self) < own.length) {
      length = own.length
      changed = now
    }
    const back = since !== null && (length > 0 ? now - changed >= QUIET_MS : now - since >= PATIENCE_MS)
    if (back) {
      void finish().catch((error: unknown) => {
        logLine(`the own rating log is back, but cannot be used: ${messageOf(error)}`)
        log.giveUp()
      })
    } else cancel = clock.after(LOOK_MS, look)
  }
  logs.follow(self, ratings.position(self), (peer, from, blocks) => ratings.ingest(peer, from, blocks))
  look()
  return () => {
    cancel()
    log.giveUp()
  }
}
