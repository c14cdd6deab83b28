import type { Clock } from '../../base/clock.ts'

/** Maximum number of waiting questions of one peer, and of all peers; one too many is not answered. */
export const MAX_PER_PEER = 8
const MAX_WAITING = 64
/** Work on a question is cancelled after this many ms. */
const BUDGET_MS = 1000

interface Question {
  run(): Promise<void>
  /** Ends it without an answer. */
  drop(): void
}

/**
 * Answers the questions of other peers one at a time. Peers take turns, so that one that asks much delays itself, and a
 * question costs nothing more once nobody waits for its answer.
 */
export class QuestionQueue {
  readonly #clock: Clock
  /** By peer; the peer whose turn is next comes first. */
  readonly #waiting = new Map<string, Question[]>()
  #count = 0
  #running = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * The result of `work`; null if it was not done: too many questions wait, `wanted` was aborted, or it took too long.
   * Rejects with what `work` throws.
   */
  answer<T>(peer: string, wanted: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    if (wanted.aborted || !this.#makeRoom(peer)) return Promise.resolve(null)
    return new Promise((resolve, reject) => {
      const drop = (): void => resolve(null)
      const question = {
        drop,
        run: async (): Promise<void> => {
          wanted.removeEventListener('abort', leave)
          await this.#limited(wanted, work).then(resolve, reject)
        },
      }
      const leave = (): void => {
        this.#remove(peer, question)
        drop()
      }
      wanted.addEventListener('abort', leave, { once: true })
      this.#waiting.set(peer, [...(this.#waiting.get(peer) ?? []), question])
      this.#count++
      void this.#runAll()
    })
  }

  /** Runs `work` until it ends, its time is over, or its result is no longer wanted. */
  #limited<T>(wanted: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    const stop = new AbortController()
    const abort = (): void => stop.abort()
    const cancel = this.#clock.after(BUDGET_MS, abort)
    wanted.addEventListener('abort', abort, { once: true })
    const result = new Promise<T | null>((resolve, reject) => {
      stop.signal.addEventListener('abort', () => resolve(null))
      work(stop.signal).then(resolve, reject)
    })
    return result.finally(() => {
      cancel()
      wanted.removeEventListener('abort', abort)
    })
  }

  async #runAll(): Promise<void> {
    if (this.#running) return
    this.#running = true
    for (let next = this.#take(); next; next = this.#take()) await next.run()
    this.#running = false
  }

  #take(): Question | undefined {
    for (const [peer, questions] of this.#waiting) {
      const [next, ...others] = questions
      // to the back of the line
      this.#waiting.delete(peer)
      if (others.length > 0) this.#waiting.set(peer, others)
      this.#count--
      return next
    }
    return undefined
  }

  #remove(peer: string, question: Question): void {
    const questions = this.#waiting.get(peer) ?? []
    const others = questions.filter((other) => other !== question)
    this.#count -= questions.length - others.length
    if (others.length > 0) this.#waiting.set(peer, others)
    else this.#waiting.delete(peer)
  }

  /** True if a question of this peer may wait. If all places are taken, the peer with most gives up its last one. */
  #makeRoom(peer: string): boolean {
    const mine = this.#waiting.get(peer)?.length ?? 0
    if (mine >= MAX_PER_PEER) return false
    if (this.#count < MAX_WAITING) return true
    let [busiest, most] = ['', 0]
    for (const [other, { length }] of this.#waiting) if (length > most) [busiest, most] = [other, length]
    if (most <= mine + 1) return false
    const last = this.#waiting.get(busiest)?.at(-1)
    if (!last) return false
    this.#remove(busiest, last)
    last.drop()
    return true
  }
}
