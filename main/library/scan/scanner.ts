import Tinypool from 'tinypool'
import { workerUrl } from '../../base/worker-url.ts'
import type { Area } from '../library-store.ts'
import type { ListTask, Listing } from './scan-worker.ts'

/** Directories and entries of one answer of the thread: what is held in memory at a time is twice that. */
const MAX_DIRS = 64
const MAX_ENTRIES = 2000
/** A thread without work ends after this long. */
const IDLE_MS = 5000

/** What to walk: a shared folder, with what is left out of it. */
export type Walk = Pick<ListTask, 'root' | 'name' | 'excluded' | 'patterns'>

/** Walks folders in a thread of its own, started when needed. Follows no symlink to a folder. */
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
   * Lists the directories of an area, some at a time; while the caller works on them the thread goes on. `begin` hears
   * of directories before they are listed, so that no change falls between watching and listing. Ends early on the
   * signal.
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
      // whoever stops early does not hear of a failure of what runs ahead
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
