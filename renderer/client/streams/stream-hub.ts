import type { Problem } from '../../../main/contract/base.ts'
import { asProblem, isAbort } from '../problem.ts'

/** Latest value of one stream. `stale` means that the stream has ended and `data` is its last value. */
export interface StreamSnapshot<T> {
  data: T | undefined
  error: Problem | undefined
  status: 'loading' | 'live' | 'stale' | 'error'
}

type OpenStream<T> = (signal: AbortSignal) => Promise<AsyncIterable<T>>

interface Entry {
  open: OpenStream<unknown>
  snapshot: StreamSnapshot<unknown>
  listeners: Set<() => void>
  running: AbortController | undefined
  drop: ReturnType<typeof setTimeout> | undefined
}

const LOADING: StreamSnapshot<never> = { data: undefined, error: undefined, status: 'loading' }

/** A stream without viewers is kept open for this many ms, so that going back to a page shows it at once. */
const LINGER_MS = 5000

/**
 * Shares the contract's streams between components: one subscription per key, reopened after a reconnect and kept
 * briefly after the last viewer has left.
 */
export class StreamHub {
  readonly #entries = new Map<string, Entry>()
  readonly #lingerMs: number

  constructor(lingerMs: number = LINGER_MS) {
    this.#lingerMs = lingerMs
  }

  /** Latest snapshot of `key`; the same object until something changes. */
  snapshot(key: string): StreamSnapshot<unknown> {
    return this.#entries.get(key)?.snapshot ?? LOADING
  }

  /** Watches `key`, opening its stream if needed. Returns a function that stops watching. */
  watch(key: string, open: OpenStream<unknown>, changed: () => void, lingerMs = this.#lingerMs): () => void {
    let entry = this.#entries.get(key)
    if (!entry) {
      entry = { open, snapshot: LOADING, listeners: new Set(), running: undefined, drop: undefined }
      this.#entries.set(key, entry)
    }
    const watched = entry
    clearTimeout(watched.drop)
    watched.listeners.add(changed)
    if (!watched.running) void this.#run(watched)
    return () => {
      watched.listeners.delete(changed)
      if (watched.listeners.size > 0) return
      watched.drop = setTimeout(() => this.#forget(key, watched), lingerMs)
    }
  }

  /** Reopens the stream of `key`, for example after "try again" was pressed. */
  reopen(key: string): void {
    const entry = this.#entries.get(key)
    if (entry) this.#restart(entry)
  }

  /** Reopens every stream after a reconnect. */
  reopenAll(): void {
    for (const entry of this.#entries.values()) this.#restart(entry)
  }

  #restart(entry: Entry): void {
    entry.running?.abort()
    entry.running = undefined
    void this.#run(entry)
  }

  #forget(key: string, entry: Entry): void {
    entry.running?.abort()
    if (this.#entries.get(key) === entry) this.#entries.delete(key)
  }

  #set(entry: Entry, snapshot: StreamSnapshot<unknown>): void {
    entry.snapshot = snapshot
    for (const listener of entry.listeners) listener()
  }

  async #run(entry: Entry): Promise<void> {
    const controller = new AbortController()
    entry.running = controller
    const { signal } = controller
    if (entry.snapshot.status === 'error') this.#set(entry, { ...entry.snapshot, error: undefined, status: 'loading' })
    try {
      for await (const data of await entry.open(signal)) {
        if (signal.aborted) return
        this.#set(entry, { data, error: undefined, status: 'live' })
      }
      if (!signal.aborted) this.#set(entry, { ...entry.snapshot, status: 'stale' })
    } catch (error) {
      if (signal.aborted || isAbort(error)) return
      this.#set(entry, { data: entry.snapshot.data, error: asProblem(error), status: 'error' })
    } finally {
      if (entry.running === controller) entry.running = undefined
    }
  }
}
