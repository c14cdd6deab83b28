import Tinypool from 'tinypool'
import { type DiskGuard, diskGuard } from './disk-guard.ts'

type PoolOptions = ConstructorParameters<typeof Tinypool>[0]

/**
 * Threads that work on files, apart for each network mount: one that hangs keeps its own threads only. Work on it fails
 * as `DiskGuard.watch` says.
 */
export class DiskPools {
  readonly #options: PoolOptions
  readonly #guard: DiskGuard
  readonly #pools = new Map<string, { pool: Tinypool; path: string }>()

  constructor(options: PoolOptions, guard = diskGuard) {
    this.#options = options
    this.#guard = guard
  }

  /** Does a task in a thread for the disk of `path`. */
  run(path: string, task: unknown): Promise<unknown> {
    const key = this.#guard.keyOf(path)
    let entry = this.#pools.get(key)
    if (!entry) this.#pools.set(key, (entry = { pool: new Tinypool(this.#options), path }))
    const { pool } = entry
    return this.#guard.watch(path, () => pool.run(task) as Promise<unknown>)
  }

  /** Ends the threads; those of a disk that does not answer end when it does. */
  async close(): Promise<void> {
    const ends = [...this.#pools.values()].map(async ({ pool, path }) => {
      const isSilent = this.#guard.isSilent(path)
      const end = pool.destroy()
      if (isSilent) end.catch(() => {})
      else await end
    })
    await Promise.all(ends)
  }
}
