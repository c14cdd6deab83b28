import { availableParallelism } from 'node:os'
import { SimulatorPool } from './pool.ts'

interface SharedPool {
  pool: SimulatorPool
  users: number
}

/** Thread pools by their number of workers, shared by all experiments. */
export class SharedPools {
  readonly cores = availableParallelism()
  readonly #pools = new Map<number, SharedPool>()

  /** Starts the workers of all cores. */
  warm(): void {
    this.#pool(this.cores).pool.warm()
  }

  /** A pool of `workers` threads, all cores if null; `release` it after use. */
  take(workers: number | null): { pool: SimulatorPool; release: () => void } {
    const shared = this.#pool(workers ?? this.cores)
    shared.users++
    return {
      pool: shared.pool,
      release: () => {
        shared.users--
        this.#closeIdle()
      },
    }
  }

  /** Stops all threads; what runs is cancelled. */
  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map(({ pool }) => pool.close()))
    this.#pools.clear()
  }

  #pool(workers: number): SharedPool {
    let found = this.#pools.get(workers)
    if (!found) this.#pools.set(workers, (found = { pool: new SimulatorPool({ workers }), users: 0 }))
    return found
  }

  /** The pool of all cores stays, so that the next run starts quickly. */
  #closeIdle(): void {
    for (const [workers, { pool, users }] of this.#pools) {
      if (users > 0 || workers === this.cores) continue
      this.#pools.delete(workers)
      void pool.close()
    }
  }
}
