import { join } from 'node:path'
import { diskGuard, isDiskSilent } from '../../base/disks/disk-guard.ts'
import { DiskPools } from '../../base/disks/disk-pools.ts'
import { workerUrl } from '../../base/worker-url.ts'
import type { Area } from '../library-store.ts'
import { emptyListing, type ListTask, type Listing } from './listing.ts'

/** Maximum directories and entries per reply of the thread; up to two replies are in memory at a time. */
const MAX_DIRS = 64
const MAX_ENTRIES = 2000
/** Idle thread ends after this many ms. */
const IDLE_MS = 5000

/** A shared folder to walk, and what is left out of it. */
export type Walk = Pick<ListTask, 'root' | 'name' | 'excluded' | 'patterns'>

/** Walks folders in a thread per disk, started on demand. Does not follow symlinks to folders. */
export class Scanner {
  readonly #pools = new DiskPools({
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
      const dirs = takeOfOneDisk(pending, walk.root)
      begin(dirs)
      const listings = this.#list({ ...walk, dirs, most: MAX_ENTRIES })
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

  /** Throws DISK_ERROR if the disk of the folder itself does not answer; one that is mounted below keeps its files. */
  async #list(task: ListTask): Promise<Listing[]> {
    const path = join(task.root, task.dirs[0] ?? '')
    try {
      return (await this.#pools.run(path, task)) as Listing[]
    } catch (error) {
      if (!isDiskSilent(error) || diskGuard.keyOf(path) === diskGuard.keyOf(task.root)) throw error
      return task.dirs.map((dir) =>
        emptyListing(dir, {
          code: 'ETIMEDOUT',
          message: 'its disk does not answer; its files stay listed',
          keep: true,
        }),
      )
    }
  }

  /** Ends the threads, but for those of disks that do not answer. */
  close(): Promise<void> {
    return this.#pools.close()
  }
}

/** Removes up to MAX_DIRS directories from the end, in the order in which they are listed, all of one disk. */
function takeOfOneDisk(pending: string[], root: string): string[] {
  const dirs: string[] = []
  const key = diskGuard.keyOf(join(root, pending.at(-1) ?? ''))
  for (let dir = pending.at(-1); dir !== undefined && dirs.length < MAX_DIRS; dir = pending.at(-1)) {
    if (diskGuard.keyOf(join(root, dir)) !== key) break
    dirs.push(dir)
    pending.pop()
  }
  return dirs
}
