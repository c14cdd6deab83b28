import type { Clock } from '../../base/clock.ts'
import { asHyobanError } from '../../base/errors.ts'
import { CooperativeYield } from './cooperative-yield.ts'
import { FolderScan } from './folder-scan.ts'
import type { Jobs } from '../jobs.ts'
import type { Area, LibraryStore } from '../library-store.ts'
import { isAwayError, placeOf } from './mount.ts'
import { ScanQueue } from './scan-queue.ts'
import { Scanner } from './scanner.ts'
import type { FolderState } from '../sharing/folder-state.ts'
import { TreeWatcher } from './tree-watcher.ts'

/** How often a folder that is gone is looked for; it must be gone twice before its files leave the catalogue. */
const LOOK_AGAIN_MS = 3000
/** Whatever the watcher misses (network disks, limits of the system) is found by a full scan this often. */
const FULL_SCAN_MS = 15 * 60_000
/** Rows forgotten in one transaction. */
const FORGET = 200

export interface ScansOptions {
  store: LibraryStore
  clock: Clock
  jobs: Jobs
  signal: AbortSignal
  /** The shared folders at present, by id. */
  folders: ReadonlyMap<number, FolderState>
  excluded: readonly string[]
  log: (line: string) => void
  changed: () => void
  /** There are files to hash. */
  found: () => void
  /** The folder's files are to come into, or leave, the catalogue: its disk came or went. */
  turned: (folder: FolderState) => void
  /** Something may have to be published. */
  swept: () => void
  trouble: (folder: FolderState) => void
  mended: (folder: FolderState) => void
}

/** Follows the shared folders: watches, scans one area at a time, looks now and then for what is gone. */
export class Scans {
  readonly #o: ScansOptions
  readonly #queue = new ScanQueue()
  readonly #scanner = new Scanner()

  constructor(options: ScansOptions) {
    this.#o = options
  }

  get length(): number {
    return this.#queue.length
  }

  /** Watches and scans a folder; directories are watched as the scan comes to them. */
  open(folder: FolderState): void {
    const { row } = folder
    const { clock, excluded, log } = this.#o
    folder.watcher = new TreeWatcher({
      path: row.path,
      excluded,
      clock,
      changed: (dirs) => dirs.forEach((dir) => this.add({ folder: row.id, dir, deep: false })),
      changedMuch: () => this.add({ folder: row.id, dir: '', deep: true }),
      failed: (error) =>
        log(`library: ${row.name} is not watched everywhere, only looked at now and then: ${error.message}`),
    })
    folder.scanning = true
    this.add({ folder: row.id, dir: '', deep: true })
  }

  /** The folder is not shared any more, or its disk is away. */
  drop(folder: FolderState): void {
    this.#queue.drop(folder.row.id)
    folder.watcher?.close()
    folder.watcher = undefined
    folder.gone.clear()
    folder.tree.clear()
  }

  add(area: Area): void {
    const folder = this.#o.folders.get(area.folder)
    if (!folder || folder.problem || this.#o.signal.aborted) return
    if (area.dir === '' && area.deep) folder.scanning = true
    this.#queue.add(area)
    this.#o.jobs.run('scan', () => this.#run())
  }

  /** Every folder is looked at from time to time. */
  everyNowAndThen(): void {
    this.#o.jobs.later('full', FULL_SCAN_MS, () => {
      for (const id of this.#o.folders.keys()) this.add({ folder: id, dir: '', deep: true })
      this.everyNowAndThen()
    })
  }

  /** Looks whether a folder in trouble is back. */
  lookSoon(folder: FolderState, ms = LOOK_AGAIN_MS): void {
    const name = `look ${folder.row.id}`
    this.#o.jobs.later(name, ms, () => this.#o.jobs.run(name, () => this.#look(folder)))
  }

  async close(): Promise<void> {
    for (const folder of this.#o.folders.values()) folder.watcher?.close()
    await this.#scanner.close()
  }

  async #run(): Promise<void> {
    const { folders, signal } = this.#o
    while (!signal.aborted) {
      const area = this.#queue.next()
      const folder = area && folders.get(area.folder)
      if (area && folder && !folder.problem) {
        try {
          await this.#scan(folder, area)
        } catch (error) {
          this.#trouble(folder, error)
        }
      }
      if (!area && !(await this.#forget())) break
    }
  }

  async #scan(folder: FolderState, area: Area): Promise<void> {
    const { store, excluded, changed, found } = this.#o
    const { id } = folder.row
    const full = area.dir === '' && area.deep
    if (full) folder.met = 0
    const scan = new FolderScan(folder, {
      store,
      excluded,
      scanner: this.#scanner,
      signal: AbortSignal.any([this.#o.signal, folder.ended.signal]),
      deeper: (dir) => this.add({ folder: id, dir, deep: true }),
      progress: (news) => {
        if (news) found()
        changed()
      },
    })
    await scan.run(area)
    if (full) folder.scanning = false
    changed()
  }

  /** Forgets what no scan has met; false if there was nothing to forget. */
  async #forget(): Promise<boolean> {
    const { folders, store, swept, changed, signal } = this.#o
    const breath = new CooperativeYield()
    let any = false
    for (const folder of folders.values()) {
      const gone = [...folder.gone]
      folder.gone.clear()
      for (let at = 0; at < gone.length && !signal.aborted && !folder.ended.signal.aborted; at += FORGET) {
        store.forget(folder.row.id, gone.slice(at, at + FORGET))
        any = true
        await breath.take()
      }
      if (gone.length === 0) continue
      folder.touch()
      changed()
    }
    swept()
    return any
  }

  /** The folder itself is gone or unreadable: says so, and looks for it until it is back. */
  #trouble(folder: FolderState, error: unknown): void {
    if (folder.ended.signal.aborted || this.#o.signal.aborted) return
    folder.problem = asHyobanError(error, folder.row.path)
    this.drop(folder)
    this.lookSoon(folder)
    this.#o.trouble(folder)
    this.#o.changed()
  }

  async #look(folder: FolderState): Promise<void> {
    const { store, signal, turned, mended } = this.#o
    const { row } = folder
    const place = await placeOf(row)
    if (folder.ended.signal.aborted || signal.aborted) return
    // a disk that is away keeps its entries: dropping and publishing thousands anew each time would burden everybody
    const available = place === 'there' || (place === 'away' && row.available && isAwayError(folder.problem))
    if (row.available !== available) {
      row.available = available
      store.setAvailable(row.id, available)
      folder.touch()
      turned(folder)
    }
    if (place !== 'there') return this.lookSoon(folder)
    folder.watcher?.close()
    folder.problem = null
    this.open(folder)
    mended(folder)
  }
}
