import { realpath, stat } from 'node:fs/promises'
import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import { asHyobanError, HyobanError } from '../base/errors.ts'
import { fromHex, isHex32 } from '../base/hex.ts'
import type { SharedFolder as FolderView } from '../contract/library.ts'
import type { NodeStatus } from '../contract/node.ts'
import type { CatalogueWriter } from './catalogue-writer.ts'
import { FolderWatcher } from './folder-watcher.ts'
import { absolute, HashQueue } from './hash-queue.ts'
import { fileStamp, Hasher } from './hasher.ts'
import { Jobs } from './jobs.ts'
import type { Area, FileRow, LibraryStore, SkippedRow } from './library-store.ts'
import { Publisher } from './publisher.ts'
import { ScanQueue } from './scan-queue.ts'
import { isInside, Scanner } from './scanner.ts'
import { checkShare, uniqueName } from './share-check.ts'
import { SharedFolder } from './shared-folder.ts'

/** How often a folder that is gone is looked for; it must be gone twice before its files leave the catalogue. */
const LOOK_AGAIN_MS = 3000
/** A file that changed while it was read is read again after this rest. */
const REST_MS = 2000
/** Whatever the watcher misses (network disks, limits of the system) is found by a full scan this often. */
const FULL_SCAN_MS = 15 * 60_000
/** A watcher that takes longer to start does not hold back the first scan. */
const WATCHER_START_MS = 5000

export interface LibraryOptions {
  store: LibraryStore
  catalogue: CatalogueWriter
  clock: Clock
  log: (line: string) => void
  /** Absolute paths that are never shared: the data directory. */
  excluded?: readonly string[]
  /** Shared by several libraries of one process; one's own if left out. */
  hasher?: Hasher
}

export type LibraryEvents = {
  /** Folders, files or progress have changed. */
  change: null
  shared: FolderView
  unshared: FolderView
  /** A folder (or, with folder null, the catalogue) is in trouble. */
  problem: { folder: FolderView | null; problem: HyobanError }
  /** A folder that was in trouble is back. */
  mended: FolderView
}

/** A shared file that can be served: where it lies, its size, the hashes of its 1 MiB chunks (empty up to 1 MiB). */
export interface LibrarySource {
  path: string
  size: number
  layer: Uint8Array
}

/**
 * The folders that I share, in place. Three workers, each started when there is something for it and never twice at once:
 * scans (one area at a time) tell the store which files there are; hashing gives each its BEP 52 root; publishing brings
 * the catalogue in line with the store. The store survives a restart, so that only what changed is hashed again.
 */
export class Library {
  readonly events = new Emitter<LibraryEvents>()
  readonly #options: LibraryOptions
  readonly #store: LibraryStore
  readonly #excluded: string[] = []
  readonly #folders = new Map<number, SharedFolder>()
  readonly #scans = new ScanQueue()
  readonly #hasher: Hasher
  readonly #hashes: HashQueue
  readonly #publisher: Publisher
  readonly #stop = new AbortController()
  readonly #jobs: Jobs
  #compared = false
  #scan: number
  #reading = 0

  constructor(options: LibraryOptions) {
    this.#options = options
    this.#store = options.store
    this.#scan = options.store.lastScan()
    this.#hasher = options.hasher ?? new Hasher()
    this.#publisher = new Publisher(options.store, options.catalogue)
    this.#jobs = new Jobs({
      clock: options.clock,
      signal: this.#stop.signal,
      failed: (name, problem) => {
        options.log(`library: ${name}: ${problem.message}`)
        this.events.emit('problem', { folder: null, problem })
      },
      ended: () => this.events.emit('change', null),
    })
    this.#hashes = new HashQueue({
      store: options.store,
      hasher: this.#hasher,
      signal: this.#stop.signal,
      changed: (file) => this.#jobs.later(`rest ${file.folder} ${file.dir}`, REST_MS, () => this.#queue({ folder: file.folder, dir: file.dir, deep: false })),
      progress: (bytes) => {
        this.#reading += bytes
        this.events.emit('change', null)
      },
    })
  }

  /** Takes up the folders of the last run: compares the catalogue, watches and scans. Resolves before that is done; see `idle`. */
  async start(): Promise<void> {
    for (const path of this.#options.excluded ?? []) this.#excluded.push(path, await realpath(path).catch(() => path))
    for (const row of this.#store.folders()) this.#open(new SharedFolder(row, this.#store))
    this.#jobs.run('publish', () => this.#publish())
    this.#fullScanLater()
  }

  /** Files hashed since the start. */
  get hashed(): number {
    return this.#hashes.hashed
  }

  /** Shares a folder in place; throws HyobanError as `checkShare` does. Scanning and hashing go on afterwards. */
  async share(path: string): Promise<FolderView> {
    const real = await checkShare(path, [...this.#folders.values()].map((folder) => folder.row.path), this.#excluded)
    const taken = new Set([...this.#folders.values()].map((folder) => folder.row.name))
    if ([...this.#folders.values()].some((folder) => folder.row.path === real)) throw new HyobanError('BAD_INPUT', `${path} is shared already.`, '', { path })
    const folder = new SharedFolder(this.#store.addFolder(real, uniqueName(real, taken)), this.#store)
    this.#open(folder)
    const view = folder.view()
    this.events.emit('shared', view)
    this.events.emit('change', null)
    return view
  }

  /** Stops sharing; the folder and its files stay on the disk. Throws NOT_FOUND. */
  async unshare(id: number): Promise<void> {
    const folder = this.#folder(id)
    const view = folder.view()
    this.#folders.delete(id)
    this.#scans.drop(id)
    this.#hashes.abandon(id)
    this.#jobs.cancel(`look ${id}`)
    this.#store.removeFolder(id)
    this.#jobs.run('publish', () => this.#publish())
    this.events.emit('unshared', view)
    this.events.emit('change', null)
    await folder.watcher?.close()
  }

  /** Looks at the whole folder again now. Throws NOT_FOUND. */
  rescan(id: number): void {
    const folder = this.#folder(id)
    if (folder.problem) this.#lookSoon(folder, 0)
    else this.#queue({ folder: id, dir: '', deep: true })
  }

  /** Brings the catalogue in line with the store: metadata has come. */
  republish(): void {
    this.#jobs.run('publish', () => this.#publish())
  }

  folders(): FolderView[] {
    return [...this.#folders.values()].map((folder) => folder.view())
  }

  files(query: { folder?: number; text: string; offset: number; limit: number }): { total: number; rows: FileRow[] } {
    return this.#store.files(query)
  }

  /** What was left out of a folder, at most 1000 of it. Throws NOT_FOUND. */
  skipped(id: number): SkippedRow[] {
    return this.#store.skipped(this.#folder(id).row.id, 1000)
  }

  /** What is offered at present. */
  shares(): { sharedFiles: number; sharedBytes: number } {
    let [sharedFiles, sharedBytes] = [0, 0]
    for (const folder of this.#folders.values()) {
      if (!folder.row.available) continue
      sharedFiles += folder.totals.hashedFiles
      sharedBytes += folder.totals.hashedBytes
    }
    return { sharedFiles, sharedBytes }
  }

  /** Long work that is going on; `hashing` in bytes, `scanning` in files. */
  tasks(): NodeStatus['tasks'] {
    const tasks: NodeStatus['tasks'] = []
    let [done, total, label] = [0, 0, '']
    for (const folder of this.#folders.values()) {
      const { state, name, hashedFiles, files, hashedBytes, bytes } = folder.view()
      if (state === 'scanning') tasks.push({ id: `scanning-${folder.row.id}`, kind: 'scanning', label: name, done: folder.met, total: 0 })
      if (state === 'problem' || hashedFiles === files) continue
      done += hashedBytes
      total += bytes
      label ||= name
    }
    if (total > 0) tasks.push({ id: 'hashing', kind: 'hashing', label, done: Math.min(total, done + this.#reading), total })
    return tasks
  }

  /** True if this content (64 hex digits) is among my shared files. */
  has(root: string): boolean {
    return isHex32(root) && this.#store.withRoot(fromHex(root)).length > 0
  }

  /**
   * The file with this root (64 hex digits), unchanged since it was hashed; null if it is not shared. Throws FILE_CHANGED
   * (it is hashed again then), or FOLDER_MISSING, FOLDER_UNREADABLE if it cannot be had at present.
   */
  async source(root: string): Promise<LibrarySource | null> {
    if (!isHex32(root)) return null
    let problem: HyobanError | null = null
    for (const file of this.#store.withRoot(fromHex(root))) {
      const path = absolute(file)
      try {
        const { stamp } = await fileStamp(path)
        if (stamp === file.stamp && isInside(await realpath(path), file.folderPath)) return { path, size: file.size, layer: file.layer }
        problem = new HyobanError('FILE_CHANGED', `${path} has changed since it was offered.`, 'Search again for its new content.', { path })
      } catch (error) {
        problem = asHyobanError(error, path)
      }
      this.#queue({ folder: file.folder, dir: file.dir, deep: false })
    }
    if (problem) throw problem
    return null
  }

  /** Resolves when nothing is left to scan, hash or publish (waiting for a missing folder does not count). */
  async idle(): Promise<void> {
    while ((this.#jobs.busy || this.#scans.length > 0) && !this.#stop.signal.aborted) await this.events.once('change')
  }

  /** Stops all work and waits for its end; what is not done is taken up by the next start. */
  async close(): Promise<void> {
    if (this.#stop.signal.aborted) return
    this.#stop.abort()
    await Promise.all([...this.#folders.values()].map((folder) => folder.watcher?.close()))
    await this.#jobs.settle()
    if (!this.#options.hasher) await this.#hasher.close()
    this.events.emit('change', null)
  }

  #folder(id: number): SharedFolder {
    const folder = this.#folders.get(id)
    if (!folder) throw new HyobanError('NOT_FOUND', 'This folder is not shared any more.', '', { id })
    return folder
  }

  /** Watches the folder, then scans it: in this order, so that no change falls between. */
  #open(folder: SharedFolder): void {
    const { row } = folder
    this.#folders.set(row.id, folder)
    const watcher = new FolderWatcher({
      path: row.path,
      excluded: this.#excluded,
      clock: this.#options.clock,
      changed: (areas) => areas.forEach((area) => this.#queue({ folder: row.id, ...area })),
      failed: (error) => this.#options.log(`library: ${row.name} is not watched, only looked at now and then: ${error.message}`),
    })
    folder.watcher = watcher
    folder.scanning = true
    const scan = (): void => {
      if (folder.watcher === watcher) this.#queue({ folder: row.id, dir: '', deep: true })
    }
    let waiting = true
    const started = new Promise<void>((resolve) => {
      this.#jobs.later(`watcher ${row.id}`, WATCHER_START_MS, resolve)
      void watcher.ready.then(() => {
        this.#jobs.cancel(`watcher ${row.id}`)
        if (!waiting) scan()
        resolve()
      })
      this.#stop.signal.addEventListener('abort', () => resolve(), { once: true })
    })
    this.#jobs.run(`open ${row.id}`, async () => {
      await started
      waiting = false
      scan()
    })
  }

  #queue(area: Area): void {
    const folder = this.#folders.get(area.folder)
    if (!folder || folder.problem || this.#stop.signal.aborted) return
    if (area.dir === '' && area.deep) folder.scanning = true
    this.#scans.add(area)
    this.#jobs.run('scan', () => this.#runScans())
  }

  async #runScans(): Promise<void> {
    for (let area = this.#scans.next(); area && !this.#stop.signal.aborted; area = this.#scans.next()) {
      const folder = this.#folders.get(area.folder)
      if (!folder || folder.problem) continue
      try {
        await this.#scanArea(folder, area)
      } catch (error) {
        this.#trouble(folder, error)
      }
      this.#jobs.run('hash', () => this.#hash())
    }
  }

  async #scanArea(folder: SharedFolder, area: Area): Promise<void> {
    const { id, path } = folder.row
    const full = area.dir === '' && area.deep
    const gone = (): boolean => this.#folders.get(id) !== folder || this.#stop.signal.aborted
    const scan = ++this.#scan
    if (full) folder.met = 0
    // a folder that cannot be listed keeps what is known of it
    if (!(await stat(path)).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOENT' })
    if (gone()) return
    this.#store.clearSkipped(area)
    for await (const { files, skipped } of new Scanner(folder.row, this.#excluded, this.#stop.signal).scan(area)) {
      if (gone()) return
      this.#store.found(id, scan, files)
      if (skipped.length > 0) this.#store.skip(id, skipped)
      folder.met += files.length
      folder.touch()
      this.events.emit('change', null)
      if (files.length > 0) this.#jobs.run('hash', () => this.#hash())
    }
    // the folder may have been unmounted or moved meanwhile: then nothing is forgotten
    await stat(path)
    if (gone()) return
    this.#store.sweep(area, scan)
    folder.touch()
    if (full) folder.scanning = false
    this.events.emit('change', null)
  }

  async #hash(): Promise<void> {
    while (!this.#stop.signal.aborted && (await this.#hashes.step())) {
      this.#reading = 0
      for (const folder of this.#folders.values()) folder.touch()
      this.events.emit('change', null)
      this.#jobs.run('publish', () => this.#publish())
    }
    this.#jobs.run('publish', () => this.#publish())
  }

  async #publish(): Promise<void> {
    if (!this.#compared) await this.#publisher.compare(this.#stop.signal)
    this.#compared = true
    if ((await this.#publisher.publish(this.#stop.signal)) === 0) return
    for (const folder of this.#folders.values()) folder.touch()
    this.events.emit('change', null)
  }

  /** The folder itself is gone or unreadable: says so, and looks for it until it is back. */
  #trouble(folder: SharedFolder, error: unknown): void {
    const { id, path } = folder.row
    if (this.#folders.get(id) !== folder || this.#stop.signal.aborted) return
    folder.problem = asHyobanError(error, path)
    this.#scans.drop(id)
    this.#lookSoon(folder, LOOK_AGAIN_MS)
    this.events.emit('problem', { folder: folder.view(), problem: folder.problem })
    this.events.emit('change', null)
  }

  #lookSoon(folder: SharedFolder, ms: number): void {
    this.#jobs.later(`look ${folder.row.id}`, ms, () => this.#jobs.run(`look ${folder.row.id}`, () => this.#look(folder)))
  }

  async #look(folder: SharedFolder): Promise<void> {
    const { id, path } = folder.row
    const back = await stat(path).then((found) => found.isDirectory(), () => false)
    if (this.#folders.get(id) !== folder || this.#stop.signal.aborted) return
    if (folder.row.available !== back) {
      this.#store.setAvailable(id, back)
      folder.row.available = back
      folder.touch()
      this.#jobs.run('publish', () => this.#publish())
    }
    if (!back) return this.#lookSoon(folder, LOOK_AGAIN_MS)
    await folder.watcher?.close()
    if (this.#folders.get(id) !== folder || this.#stop.signal.aborted) return
    folder.problem = null
    this.#open(folder)
    this.events.emit('mended', folder.view())
  }

  #fullScanLater(): void {
    this.#jobs.later('full', FULL_SCAN_MS, () => {
      for (const id of this.#folders.keys()) this.#queue({ folder: id, dir: '', deep: true })
      this.#fullScanLater()
    })
  }
}
