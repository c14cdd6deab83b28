import Tinypool from 'tinypool'
import { workerUrl } from '../../base/worker-url.ts'
import type { Area } from '../library-store.ts'
import type { ListTask, Listing } from './listing.ts'

/** Maximum directories and entries per reply of the thread; up to two replies are in memory at a time. */
const MAX_DIRS = 64
const MAX_ENTRIES = 2000
/** Idle thread ends after this many ms. */
const IDLE_MS = 5000

/** A shared folder to walk, and what is left out of it. */
export type Walk = Pick<ListTask, 'root' | 'name' | 'excluded' | 'patterns'>

/** Walks folders in a thread, started on demand. Does not follow symlinks to folders. */
export class Scanner {
  readonly #pool = new Tinypool({
    filename: workerUrl('scan-worker', import.meta.url).href,
    runtime: 'worker_threads',
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: IDLE_MS,
    execArgv: [],
  })

  /**
   * Lists the directories of an area in batches; the thread lists the next batch while the caller handles one. `begin`
   * is called with directories before they are listed, so that no change is missed between watching and listing. Ends
   * early on abort.
   */
  async *scan(
    walk: Walk,
    { dir, deep }: Pick<Area, 'dir' | 'deep'>,
    begin: (dirs: readonly string[]) => void,
    signal: AbortSignal,
  ): AsyncGenerator<Listing[], void, void> {
    const pending = [dir]
    const start = (): { dirs: string[]; listings: Promise<Listing[]> } => {
      const dirs = pending.splice(-MAX_DIRS).reverse()
      begin(dirs)
      const listings = this.#pool.run({ ...walk, dirs, most: MAX_ENTRIES } satisfies ListTask) as Promise<Listing[]>
      // If the caller stops early, a failure of the batch ahead is ignored.
      listings.catch(() => {})
      return { dirs, listings }
    }
    let running: ReturnType<typeof start> | null = start()
    while (running && !signal.aborted) {
      const { dirs } = running
      const listings = await running.listings
      pending.push(...dirs.slice(listings.length).reverse())
      if (deep)
        for (const listing of listings)
          for (const name of listing.folders) pending.push(listing.dir === '' ? name : `${listing.dir}/${name}`)
      running = pending.length > 0 && !signal.aborted ? start() : null
      yield listings
    }
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#pool.destroy()
  }
}
