import { Emitter } from '../base/emitter.ts'
import { HyobanError } from '../base/errors.ts'
import type { CommunityHit } from '../domain/community-hit.ts'
import type { LibraryProgress, SharedFolder as FolderView } from '../contract/library.ts'
import type { NodeStatus } from '../contract/node.ts'
import { HashJobs } from './hashing/hash-jobs.ts'
import { Hasher } from './hashing/hasher.ts'
import { Verifier } from './hashing/verifier.ts'
import { Jobs } from './jobs.ts'
import type { LibraryEvents, LibraryOptions } from './library-options.ts'
import type { FileRow, FolderRules, LibraryStore, SkippedRow } from './library-store.ts'
import { cleanRules, PUBLIC_RULES } from './scan/rules.ts'
import { Scans } from './scan/scans.ts'
import { applyVisibility, forgetFiles } from './sharing/folder-pages.ts'
import { CataloguePublisher } from './sharing/publisher.ts'
import { type LibrarySource, SharedFileAccess } from './sharing/shared-file-access.ts'
import type { FolderState } from './sharing/folder-state.ts'
import { SharedFolders } from './sharing/shared-folders.ts'
import { hashingLeft, tasksOf } from './tasks.ts'

/** A file that changed while it was read is read again after this delay, in ms. */
const CHANGED_FILE_DELAY_MS = 2000
/** Rows of `skipped` at most. */
const MAX_SKIPPED = 1000

/**
 * The folders that this node shares, in place. Four jobs, each running once at a time: scanning records in the store
 * which files there are; hashing gives each its BEP 52 root; publishing brings the catalogue in line with the store;
 * verifying reads all files again. The store survives a restart, so that only what changed is hashed again.
 */
export class Library {
  readonly events = new Emitter<LibraryEvents>()
  readonly #options: LibraryOptions
  readonly #store: LibraryStore
  readonly #stop = new AbortController()
  readonly #folders: SharedFolders
  readonly #jobs: Jobs
  readonly #hasher: Hasher
  readonly #hashing: HashJobs
  readonly #publisher: CataloguePublisher
  readonly #verifier: Verifier
  readonly #scans: Scans
  readonly #access: SharedFileAccess
  /** Settles when the folder that was unshared last is forgotten: its name and path are free from then on. */
  #leaving: Promise<void> = Promise.resolve()

  constructor(options: LibraryOptions) {
    const { store, clock, log } = options
    const { signal } = this.#stop
    this.#options = options
    this.#store = store
    this.#folders = new SharedFolders(store)
    this.#hasher = options.hasher ?? new Hasher(undefined, { yielding: true })
    this.#publisher = new CataloguePublisher(store, options.catalogue)
    const changed = (): void => this.events.emit('change', null)
    this.#jobs = new Jobs({
      clock,
      signal,
      ended: changed,
      failed: (name, problem) => {
        log(`library: ${name}: ${problem.message}`)
        this.events.emit('problem', { folder: null, problem })
      },
    })
    this.#hashing = new HashJobs({ store, hasher: this.#hasher, jobs: this.#jobs, clock, signal })
    this.#verifier = new Verifier({ store, hasher: this.#hasher, clock, signal, changed })
    this.#scans = new Scans({
      store,
      clock,
      signal,
      changed,
      log,
      jobs: this.#jobs,
      folders: this.#folders.byId,
      excluded: this.#folders.excluded,
      found: () => this.#hashing.start(),
      swept: () => this.#hashing.start(),
      turned: (folder) => this.#applyVisibility(folder),
      trouble: (folder) =>
        this.events.emit('problem', { folder: folder.view(), problem: folder.problem as HyobanError }),
      mended: (folder) => this.events.emit('mended', folder.view()),
    })
    this.#access = new SharedFileAccess({
      store,
      communitiesOf: options.communitiesOf ?? (() => new Set()),
      nameOf: (folder) => this.#folders.byId.get(folder)?.row.name ?? '',
      stale: (file) => this.#rescanDirectory(file),
    })
    this.#followHashing()
  }

  /**
   * Takes up the folders of the last run: compares the catalogue, watches and scans. Resolves before that is done; see
   * `idle`.
   */
  async start(): Promise<void> {
    await this.#folders.load(this.#options.excluded ?? [])
    this.#hashing.restorePause()
    for (const folder of this.#folders.all) this.#scans.open(folder)
    this.republish()
    this.#scans.everyNowAndThen()
  }

  /** Files hashed since the start. */
  get hashed(): number {
    return this.#hashing.hashed
  }

  /**
   * Shares a folder in place, with everybody unless the rules say otherwise; throws HyobanError as `checkShare` and
   * `cleanRules` do. Scanning and hashing continue afterwards.
   */
  async share(path: string, rules: FolderRules = PUBLIC_RULES): Promise<FolderView> {
    const clean = cleanRules(rules)
    await this.#leaving
    const folder = await this.#folders.add(path, clean)
    this.#scans.open(folder)
    const view = folder.view()
    this.events.emit('shared', view)
    this.events.emit('change', null)
    return view
  }

  /** Stops sharing; the folder and its files stay on the disk. Throws NOT_FOUND. */
  async unshare(id: number): Promise<void> {
    const folder = this.#folders.get(id)
    const view = folder.view()
    this.#folders.retire(folder)
    if (this.#verifier.progress?.folderId === id) this.#verifier.cancel()
    this.#scans.drop(folder)
    this.#hashing.abandon(id)
    this.#jobs.cancel(`look ${id}`)
    this.events.emit('unshared', view)
    this.events.emit('change', null)
    this.#leaving = this.#forget(id)
    await this.#leaving
  }

  /** Sets who sees a folder and what is left out of it; takes effect at once. Throws NOT_FOUND, BAD_INPUT. */
  configure(id: number, rules: FolderRules): FolderView {
    const folder = this.#folders.get(id)
    const { row } = folder
    const clean = cleanRules(rules)
    const visibilityChanged = clean.visibility !== row.visibility
    const patternsChanged = JSON.stringify(clean.patterns) !== JSON.stringify(row.patterns)
    Object.assign(row, clean)
    this.#store.setRules(id, clean)
    folder.touch()
    if (visibilityChanged) this.#applyVisibility(folder)
    if (patternsChanged) this.rescan(id)
    this.events.emit('change', null)
    return folder.view()
  }

  /** Scans the whole folder again now. Throws NOT_FOUND. */
  rescan(id: number): void {
    const folder = this.#folders.get(id)
    if (folder.problem) this.#scans.lookSoon(folder, 0)
    else this.#scans.add({ folder: id, dir: '', deep: true })
  }

  /** Pauses hashing, or resumes it where it stopped; a pause outlasts a restart. */
  pause(paused: boolean): void {
    this.#hashing.pause(paused)
    this.events.emit('change', null)
  }

  /** Reads a folder's files again and compares them with their hashes; see `progress`. Throws NOT_FOUND, IN_USE. */
  verify(id: number): void {
    const folder = this.#folders.get(id)
    if (this.#verifier.running)
      throw new HyobanError('IN_USE', 'Another folder is being verified.', {
        hint: 'Wait until it finishes, or cancel it.',
      })
    this.#jobs.run('verify', async () => {
      await this.#verifier.run(folder.row)
      if (this.#stop.signal.aborted || folder.ended.signal.aborted) return
      if (this.#verifier.progress?.state === 'done') folder.row.verified = this.#options.clock.now()
      folder.touch()
      this.republish()
      if (this.#verifier.progress?.changed) this.rescan(id)
    })
  }

  cancelVerify(): void {
    this.#verifier.cancel()
  }

  /** Brings the catalogue in line with the store, after new metadata, say. */
  republish(): void {
    this.#jobs.run('publish', async () => {
      if ((await this.#publisher.sync(this.#stop.signal)) === 0) return
      this.#folders.touch()
      this.events.emit('change', null)
    })
  }

  folders(): FolderView[] {
    return this.#folders.all.map((folder) => folder.view())
  }

  files(query: { folder?: number; text: string; offset: number; limit: number }): { total: number; rows: FileRow[] } {
    return this.#store.files(query)
  }

  /** What was left out of a folder, at most 1000 rows. Throws NOT_FOUND. */
  skipped(id: number): SkippedRow[] {
    return this.#store.skipped(this.#folders.get(id).row.id, MAX_SKIPPED)
  }

  /** Files and bytes offered at present, to everybody or to a community. */
  shares(): { sharedFiles: number; sharedBytes: number } {
    return this.#folders.offered()
  }

  /** Long work in progress; `hashing` in bytes, `scanning` in files. */
  tasks(): NodeStatus['tasks'] {
    return tasksOf(this.#folders.all, this.#hashing.reading)
  }

  /** How far hashing and verifying are, how fast, and how long they will take. */
  progress(): LibraryProgress {
    const left = hashingLeft(this.#folders.all, this.#hashing.reading)
    const rate = this.#hashing.rate({ files: left.totalFiles - left.files, bytes: left.totalBytes - left.bytes })
    return {
      paused: this.#hashing.paused,
      hashing: left.files < left.totalFiles ? { ...left, ...rate } : null,
      verify: this.#verifier.progress,
    }
  }

  has(root: string): boolean {
    return this.#access.has(root)
  }

  /** See `SharedFileAccess.source`; without `peer` the file is for this node's own user. */
  source(root: string, peer?: string): Promise<LibrarySource | null> {
    return this.#access.source(root, peer)
  }

  /** See `SharedFileAccess.ofCommunity`. */
  ofCommunity(community: string, words: readonly string[], most: number): CommunityHit[] {
    return this.#access.ofCommunity(community, words, most)
  }

  /** Resolves when nothing is left to scan, hash or publish. A missing folder and a pause do not count. */
  async idle(): Promise<void> {
    while ((this.#jobs.busy || this.#scans.length > 0) && !this.#stop.signal.aborted) await this.events.once('change')
  }

  /** Stops all work and waits for its end; the next start takes up what is not done. */
  async close(): Promise<void> {
    if (this.#stop.signal.aborted) return
    this.#stop.abort()
    await this.#jobs.settle()
    await this.#scans.close()
    if (!this.#options.hasher) await this.#hasher.close()
    this.events.emit('change', null)
  }

  #followHashing(): void {
    const { events } = this.#hashing
    events.on('progress', () => this.events.emit('change', null))
    events.on('hashed', (files) => this.events.emit('hashed', files))
    events.on('changed', (file) =>
      this.#jobs.later(`rest ${file.folder} ${file.dir}`, CHANGED_FILE_DELAY_MS, () => this.#rescanDirectory(file)),
    )
    events.on('stepped', () => {
      this.#folders.touch()
      this.events.emit('change', null)
      this.republish()
    })
  }

  #rescanDirectory({ folder, dir }: FileRow): void {
    this.#scans.add({ folder, dir, deep: false })
  }

  async #forget(id: number): Promise<void> {
    await forgetFiles(this.#store, id, this.#stop.signal)
    if (this.#stop.signal.aborted) return
    this.#store.removeFolder(id)
    this.republish()
  }

  /** Brings the folder's files into the catalogue, or withdraws them. */
  #applyVisibility(folder: FolderState): void {
    this.#jobs.run(`turn ${folder.row.id}`, async () => {
      await applyVisibility(this.#store, folder.row.id, this.#stop.signal)
      folder.touch()
      this.republish()
    })
  }
}
