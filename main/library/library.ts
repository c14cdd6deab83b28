import { Emitter } from '../base/emitter.ts'
import { HyobanError } from '../base/errors.ts'
import type { CommunityHit } from '../domain/community-hit.ts'
import type { LibraryProgress, SharedFolder as FolderView, SharePreview } from '../contract/library.ts'
import type { NodeStatus } from '../contract/node.ts'
import { HashJobs } from './hashing/hash-jobs.ts'
import { Hasher } from './hashing/hasher.ts'
import { Verifier } from './hashing/verifier.ts'
import { Jobs } from './jobs.ts'
import type { LibraryContext, LibraryEvents, LibraryOptions } from './library-options.ts'
import type { FileRow, FolderRules, SkippedRow } from './library-store.ts'
import { cleanRules, PUBLIC_RULES } from './scan/rules.ts'
import { Scans } from './scan/scans.ts'
import { CatalogueJobs } from './sharing/catalogue-jobs.ts'
import { CataloguePublisher } from './sharing/publisher.ts'
import { type PreviewedFolder, previewShare } from './sharing/share-preview.ts'
import { type LibrarySource, SharedFileAccess } from './sharing/shared-file-access.ts'
import { SharedFolders } from './sharing/shared-folders.ts'
import { hashingLeft, tasksOf } from './tasks.ts'

/** Delay before a file that changed while it was read is scanned again, in ms. */
const CHANGED_FILE_DELAY_MS = 2000
/** Maximum number of rows of `skipped`. */
const MAX_SKIPPED = 1000

/**
 * The folders that this node shares, in place. Four jobs, each running once at a time: scanning records in the store
 * which files there are; hashing gives each its BEP 52 root; publishing brings the catalogue in line with the store;
 * verifying reads all files again. The store survives a restart, so that only changed files are hashed again.
 */
export class Library {
  readonly events = new Emitter<LibraryEvents>()
  readonly #options: LibraryOptions
  readonly #context: LibraryContext
  readonly #stop = new AbortController()
  readonly #folders: SharedFolders
  readonly #hasher: Hasher
  readonly #hashing: HashJobs
  readonly #catalogue: CatalogueJobs
  readonly #verifier: Verifier
  readonly #scans: Scans
  readonly #access: SharedFileAccess
  /** Settles when the folder unshared last is removed, which frees its name and path. */
  #leaving: Promise<void> = Promise.resolve()

  constructor(options: LibraryOptions) {
    const { store, catalogue, network, origins, clock, log } = options
    const { signal } = this.#stop
    const { events } = this
    const jobs = new Jobs(clock, signal)
    const context = { store, jobs, events, clock, log, signal }
    this.#options = options
    this.#context = context
    this.#folders = new SharedFolders(store)
    const folders = this.#folders
    this.#hasher = options.hasher ?? new Hasher(undefined, { yielding: true })
    this.#hashing = new HashJobs(context, this.#hasher)
    this.#verifier = new Verifier(context, this.#hasher)
    const publisher = new CataloguePublisher(store, catalogue)
    this.#catalogue = new CatalogueJobs({ context, folders, publisher })
    this.#scans = new Scans({ context, folders, hashing: this.#hashing, catalogue: this.#catalogue })
    this.#access = new SharedFileAccess({
      store,
      folders,
      network,
      origins,
      catalogue: this.#catalogue,
      scans: this.#scans,
      signal: context.signal,
    })
    this.#followJobs()
    this.#followHashing()
  }

  /**
   * Loads the folders of the last run and begins to watch, scan and publish them. Resolves before that is done; see
   * `idle`.
   */
  async start(): Promise<void> {
    await this.#folders.load(this.#options.excluded ?? [])
    this.#hashing.restorePause()
    for (const folder of this.#folders.all) this.#scans.open(folder)
    this.republish()
    this.#scans.scheduleFullScans()
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

  /** Counts what sharing a folder would publish; see `previewShare`. */
  preview(folder: PreviewedFolder, signal: AbortSignal): AsyncGenerator<SharePreview, void, void> {
    const { clock, signal: closed } = this.#context
    return previewShare(folder, { folders: this.#folders, clock, signal: AbortSignal.any([signal, closed]) })
  }

  /** Stops sharing; the folder and its files stay on the disk. Throws NOT_FOUND. */
  async unshare(id: number): Promise<void> {
    const folder = this.#folders.get(id)
    const view = folder.view()
    this.#folders.retire(folder)
    if (this.#verifier.progress?.folderId === id) this.#verifier.cancel()
    this.#scans.drop(folder)
    this.#hashing.abandon(id)
    this.#scans.cancelRecheck(folder)
    this.events.emit('unshared', view)
    this.events.emit('change', null)
    this.#leaving = this.#catalogue.forget(id)
    await this.#leaving
  }

  /** Sets who may see a folder and what is left out of it; takes effect at once. Throws NOT_FOUND, BAD_INPUT. */
  configure(id: number, rules: FolderRules): FolderView {
    const folder = this.#folders.get(id)
    const { row } = folder
    const clean = cleanRules(rules)
    const visibilityChanged = clean.visibility !== row.visibility
    const patternsChanged = JSON.stringify(clean.patterns) !== JSON.stringify(row.patterns)
    Object.assign(row, clean)
    this.#context.store.setRules(id, clean)
    folder.touch()
    if (visibilityChanged) this.#catalogue.applyVisibility(folder)
    if (patternsChanged) this.rescan(id)
    this.events.emit('change', null)
    return folder.view()
  }

  /** Scans the whole folder now. Throws NOT_FOUND. */
  rescan(id: number): void {
    const folder = this.#folders.get(id)
    if (folder.problem) this.#scans.scheduleRecheck(folder, 0)
    else this.#scans.add({ folder: id, dir: '', deep: true })
  }

  /** Pauses hashing, or resumes it where it stopped; a pause survives a restart. */
  pause(paused: boolean): void {
    this.#hashing.pause(paused)
    this.events.emit('change', null)
  }

  /** Reads a folder's files and compares them with their hashes; see `progress`. Throws NOT_FOUND, IN_USE. */
  verify(id: number): void {
    const folder = this.#folders.get(id)
    if (this.#verifier.running)
      throw new HyobanError('IN_USE', 'Another folder is being verified.', {
        hint: 'Wait until it finishes, or cancel it.',
      })
    const { jobs, clock, signal } = this.#context
    jobs.run('verify', async () => {
      await this.#verifier.run(folder.row)
      if (signal.aborted || folder.ended.signal.aborted) return
      if (this.#verifier.progress?.state === 'done') folder.row.verified = clock.now()
      folder.touch()
      this.republish()
      if (this.#verifier.progress?.changed) this.rescan(id)
    })
  }

  cancelVerify(): void {
    this.#verifier.cancel()
  }

  /** Publishes all pending changes, such as new metadata. */
  republish(): void {
    this.#catalogue.republish()
  }

  folders(): FolderView[] {
    return this.#folders.all.map((folder) => folder.view())
  }

  files(query: { folder?: number; text: string; offset: number; limit: number }): { total: number; rows: FileRow[] } {
    return this.#context.store.files(query)
  }

  /** Files and folders left out of a shared folder, at most 1000 rows. Throws NOT_FOUND. */
  skipped(id: number): SkippedRow[] {
    return this.#context.store.skipped(this.#folders.get(id).row.id, MAX_SKIPPED)
  }

  /** Files and bytes shared now, with everybody or a community. */
  shares(): { sharedFiles: number; sharedBytes: number } {
    return this.#folders.offered()
  }

  /** Long work in progress; `hashing` in bytes, `scanning` in files. */
  tasks(): NodeStatus['tasks'] {
    return tasksOf(this.#folders.all, this.#hashing.reading)
  }

  get isHashing(): boolean {
    return this.tasks().some(({ kind }) => kind === 'hashing')
  }

  /** Progress, speed and remaining time of hashing and verifying. */
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

  /** See `SharedFileAccess.source`; without `peer` the file is for the local user. */
  source(root: string, peer?: string): Promise<LibrarySource | null> {
    return this.#access.source(root, peer)
  }

  /** See `SharedFileAccess.mayHave`. */
  mayHave(root: string, peer: string): boolean {
    return this.#access.mayHave(root, peer)
  }

  /** See `SharedFileAccess.ofCommunity`. */
  ofCommunity(community: string, words: readonly string[], limit: number): CommunityHit[] {
    return this.#access.ofCommunity(community, words, limit)
  }

  /**
   * Resolves when nothing is left to scan, hash or publish, except in missing folders, while paused, and files that are
   * still being written.
   */
  async idle(): Promise<void> {
    const { jobs, signal } = this.#context
    const isBusy = (): boolean => jobs.busy || this.#scans.length > 0 || this.#scans.settling
    while (isBusy() && !signal.aborted) await this.events.once('change')
  }

  /** Stops all work and waits for its end; unfinished work continues at the next start. */
  async close(): Promise<void> {
    if (this.#stop.signal.aborted) return
    this.#stop.abort()
    await this.#context.jobs.settle()
    await this.#scans.close()
    if (!this.#options.hasher) await this.#hasher.close()
    this.events.emit('change', null)
  }

  #followJobs(): void {
    const { jobs, log } = this.#context
    jobs.events.on('ended', () => this.events.emit('change', null))
    jobs.events.on('failed', ({ name, problem }) => {
      log(`library: ${name}: ${problem.message}`)
      this.events.emit('problem', { folder: null, problem })
    })
  }

  #followHashing(): void {
    const { events } = this.#hashing
    events.on('progress', () => this.events.emit('change', null))
    events.on('hashed', (files) => this.events.emit('hashed', files))
    events.on('changed', ({ folder, dir }) =>
      this.#context.jobs.later(`rest ${folder} ${dir}`, CHANGED_FILE_DELAY_MS, () =>
        this.#scans.add({ folder, dir, deep: false }),
      ),
    )
    events.on('stepped', () => {
      this.#folders.touch()
      this.events.emit('change', null)
      this.republish()
    })
  }
}
