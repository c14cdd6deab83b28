import { realpath } from 'node:fs/promises'
import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import { HyobanError } from '../base/errors.ts'
import type { CommunityHit } from '../domain/community-hit.ts'
import type { LibraryProgress, SharedFolder as FolderView } from '../contract/library.ts'
import type { NodeStatus } from '../contract/node.ts'
import { CooperativeYield } from './scan/cooperative-yield.ts'
import type { CatalogueWriter } from './sharing/catalogue-writer.ts'
import { HashQueue } from './hashing/hash-queue.ts'
import { Hasher } from './hashing/hasher.ts'
import { Jobs } from './jobs.ts'
import type { FileRow, FolderRules, LibraryStore, SkippedRow } from './library-store.ts'
import { type LibrarySource, SharedFileAccess } from './sharing/shared-file-access.ts'
import { Publisher } from './sharing/publisher.ts'
import { cleanRules, PUBLIC_RULES } from './scan/rules.ts'
import { Scans } from './scan/scans.ts'
import { checkShare, uniqueName } from './sharing/share-check.ts'
import { SharedFolder } from './sharing/shared-folder.ts'
import { hashingLeft, tasksOf } from './tasks.ts'
import { Verifier } from './hashing/verifier.ts'
import { WorkMeter } from './scan/work-meter.ts'

/** A file that changed while it was read is read again after this rest. */
const REST_MS = 2000
/** Rows brought in line with new rules at a time. */
const TURN = 250
const PAUSED = 'paused'
/** Says of a folder, by its id, that it is not shared any more, until all of it is forgotten. */
const LEAVING = 'leaving '

export interface LibraryOptions {
  store: LibraryStore
  catalogue: CatalogueWriter
  clock: Clock
  log: (line: string) => void
  /** Absolute paths that are never shared: the data directory. */
  excluded?: readonly string[]
  /** Shared by several libraries of one process; one's own if left out. */
  hasher?: Hasher
  /** Ids of the communities that a connected peer and I are in; left out: none. */
  communitiesOf?: (peer: string) => ReadonlySet<string>
}

export type LibraryEvents = {
  /** Folders, files or progress have changed. */
  change: null
  /** Files have their hashes; `root` is set in each. */
  hashed: readonly FileRow[]
  shared: FolderView
  unshared: FolderView
  /** A folder (or, with folder null, the catalogue) is in trouble. */
  problem: { folder: FolderView | null; problem: HyobanError }
  /** A folder that was in trouble is back. */
  mended: FolderView
}

/**
 * The folders that I share, in place. Workers, each started when there is something for it and never twice at once:
 * scans (one
 * area at a time) tell the store which files there are; hashing gives each its BEP 52 root; publishing brings the
 * catalogue in
 * line with the store; verifying reads all again. The store survives a restart, so that only what changed is hashed
 * again.
 */
export class Library {
  readonly events = new Emitter<LibraryEvents>()
  readonly #options: LibraryOptions
  readonly #store: LibraryStore
  readonly #excluded: string[] = []
  readonly #folders = new Map<number, SharedFolder>()
  readonly #hasher: Hasher
  readonly #hashes: HashQueue
  readonly #publisher: Publisher
  readonly #verifier: Verifier
  readonly #scans: Scans
  readonly #offers: SharedFileAccess
  readonly #meter: WorkMeter
  readonly #stop = new AbortController()
  readonly #jobs: Jobs
  #compared = false
  /** A folder that is being forgotten: its name and path are free afterwards. */
  #leaving: Promise<void> = Promise.resolve()
  /** Bytes read of the large file that is being hashed. */
  #reading = 0

  constructor(options: LibraryOptions) {
    const { store, clock } = options
    const { signal } = this.#stop
    this.#options = options
    this.#store = store
    this.#hasher = options.hasher ?? new Hasher(undefined, { yielding: true })
    this.#publisher = new Publisher(store, options.catalogue)
    this.#meter = new WorkMeter(clock)
    const changed = (): void => this.events.emit('change', null)
    this.#jobs = new Jobs({
      clock,
      signal,
      ended: changed,
      failed: (name, problem) => {
        options.log(`library: ${name}: ${problem.message}`)
        this.events.emit('problem', { folder: null, problem })
      },
    })
    this.#verifier = new Verifier({ store, hasher: this.#hasher, clock, signal, changed })
    this.#scans = new Scans({
      store,
      clock,
      signal,
      changed,
      jobs: this.#jobs,
      folders: this.#folders,
      excluded: this.#excluded,
      log: options.log,
      found: () => this.#hashSoon(),
      swept: () => this.#hashSoon(),
      turned: (folder) => this.#turn(folder),
      trouble: (folder) =>
        this.events.emit('problem', { folder: folder.view(), problem: folder.problem as HyobanError }),
      mended: (folder) => this.events.emit('mended', folder.view()),
    })
    this.#offers = new SharedFileAccess({
      store,
      communitiesOf: options.communitiesOf ?? (() => new Set()),
      nameOf: (folder) => this.#folders.get(folder)?.row.name ?? '',
      stale: ({ folder, dir }) => this.#scans.add({ folder, dir, deep: false }),
    })
    this.#hashes = new HashQueue({
      store,
      signal,
      hasher: this.#hasher,
      changed: ({ folder, dir }) =>
        this.#jobs.later(`rest ${folder} ${dir}`, REST_MS, () => this.#scans.add({ folder, dir, deep: false })),
      progress: (files, bytes) => {
        if (files === 0) this.#reading += bytes
        this.#meter.add(files, bytes)
        changed()
      },
      hashed: (files) => this.events.emit('hashed', files),
    })
  }

  /**
   * Takes up the folders of the last run: compares the catalogue, watches and scans. Resolves before that is done; see
   * `idle`.
   */
  async start(): Promise<void> {
    for (const path of this.#options.excluded ?? []) this.#excluded.push(path, await realpath(path).catch(() => path))
    this.#hashes.pause(this.#store.state(PAUSED) === 'true')
    for (const row of this.#store.folders()) {
      if (this.#store.state(`${LEAVING}${row.id}`) !== null) {
        this.#store.removeFolder(row.id)
        continue
      }
      const folder = new SharedFolder(row, this.#store)
      this.#folders.set(row.id, folder)
      this.#scans.open(folder)
    }
    this.republish()
    this.#scans.everyNowAndThen()
  }

  /** Files hashed since the start. */
  get hashed(): number {
    return this.#hashes.hashed
  }

  /**
   * Shares a folder in place, for all unless the rules say otherwise; throws HyobanError as `checkShare` and
   * `cleanRules` do. Scanning and hashing go on afterwards.
   */
  async share(path: string, rules: FolderRules = PUBLIC_RULES): Promise<FolderView> {
    const clean = cleanRules(rules)
    await this.#leaving
    const real = await checkShare(
      path,
      [...this.#folders.values()].map((folder) => folder.row.path),
      this.#excluded,
    )
    const taken = new Set([...this.#folders.values()].map((folder) => folder.row.name))
    if ([...this.#folders.values()].some((folder) => folder.row.path === real))
      throw new HyobanError('BAD_INPUT', `${path} is shared already.`, { details: { path } })
    const folder = new SharedFolder(this.#store.addFolder(real, uniqueName(real, taken), clean), this.#store)
    this.#folders.set(folder.row.id, folder)
    this.#scans.open(folder)
    const view = folder.view()
    this.events.emit('shared', view)
    this.events.emit('change', null)
    return view
  }

  /** Stops sharing; the folder and its files stay on the disk. Throws NOT_FOUND. */
  async unshare(id: number): Promise<void> {
    const folder = this.#folder(id)
    const view = folder.view()
    this.#close(folder)
    // served to nobody from now on; then page by page, for a large folder takes a while
    this.#store.setState(`${LEAVING}${id}`, 'true')
    this.#store.setAvailable(id, false)
    this.events.emit('unshared', view)
    this.events.emit('change', null)
    this.#leaving = this.#leave(folder)
    await this.#leaving
  }

  /** Sets who sees a folder and what is left out of it; takes effect at once. Throws NOT_FOUND, BAD_INPUT. */
  configure(id: number, rules: FolderRules): FolderView {
    const folder = this.#folder(id)
    const { row } = folder
    const clean = cleanRules(rules)
    const turned = clean.visibility !== row.visibility
    const rescan = JSON.stringify(clean.patterns) !== JSON.stringify(row.patterns)
    Object.assign(row, clean)
    this.#store.setRules(id, clean)
    folder.touch()
    if (turned) this.#turn(folder)
    if (rescan) this.rescan(id)
    this.events.emit('change', null)
    return folder.view()
  }

  /** Looks at the whole folder again now. Throws NOT_FOUND. */
  rescan(id: number): void {
    const folder = this.#folder(id)
    if (folder.problem) this.#scans.lookSoon(folder, 0)
    else this.#scans.add({ folder: id, dir: '', deep: true })
  }

  /** Hashing waits, or goes on where it was; also after a restart. */
  pause(paused: boolean): void {
    this.#store.setState(PAUSED, String(paused))
    this.#hashes.pause(paused)
    this.#meter.reset()
    if (!paused) this.#hashSoon()
    this.events.emit('change', null)
  }

  /** Reads a folder's files again and compares them with their hashes; see `progress`. Throws NOT_FOUND, IN_USE. */
  verify(id: number): void {
    const folder = this.#folder(id)
    if (this.#verifier.running)
      throw new HyobanError('IN_USE', 'Another folder is being verified.', { hint: 'Wait for its end, or cancel it.' })
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

  /** What is offered at present, to all or to a community. */
  shares(): { sharedFiles: number; sharedBytes: number } {
    let [sharedFiles, sharedBytes] = [0, 0]
    for (const folder of this.#folders.values()) {
      if (!folder.row.available || folder.row.visibility === 'nobody') continue
      sharedFiles += folder.totals.hashedFiles
      sharedBytes += folder.totals.hashedBytes
    }
    return { sharedFiles, sharedBytes }
  }

  /** Long work that is going on; `hashing` in bytes, `scanning` in files. */
  tasks(): NodeStatus['tasks'] {
    return tasksOf(this.#folders.values(), this.#reading)
  }

  /** How far hashing and verifying are, how fast, how long they will take. */
  progress(): LibraryProgress {
    const left = hashingLeft(this.#folders.values(), this.#reading)
    const rate = this.#meter.rate({ files: left.totalFiles - left.files, bytes: left.totalBytes - left.bytes })
    return {
      paused: this.#hashes.paused,
      hashing: left.files < left.totalFiles ? { ...left, ...rate } : null,
      verify: this.#verifier.progress,
    }
  }

  has(root: string): boolean {
    return this.#offers.has(root)
  }

  /** See `SharedFileAccess.source`; `peer` left out: it is I who ask. */
  source(root: string, peer?: string): Promise<LibrarySource | null> {
    return this.#offers.source(root, peer)
  }

  /** See `SharedFileAccess.ofCommunity`. */
  ofCommunity(community: string, words: readonly string[], most: number): CommunityHit[] {
    return this.#offers.ofCommunity(community, words, most)
  }

  /**
   * Resolves when nothing is left to scan, hash or publish (waiting for a missing folder, or in a pause, does not
   * count).
   */
  async idle(): Promise<void> {
    while ((this.#jobs.busy || this.#scans.length > 0) && !this.#stop.signal.aborted) await this.events.once('change')
  }

  /** Stops all work and waits for its end; what is not done is taken up by the next start. */
  async close(): Promise<void> {
    if (this.#stop.signal.aborted) return
    this.#stop.abort()
    await this.#jobs.settle()
    await this.#scans.close()
    if (!this.#options.hasher) await this.#hasher.close()
    this.events.emit('change', null)
  }

  #folder(id: number): SharedFolder {
    const folder = this.#folders.get(id)
    if (!folder) throw new HyobanError('NOT_FOUND', 'This folder is not shared any more.', { details: { id } })
    return folder
  }

  #close(folder: SharedFolder): void {
    const { id } = folder.row
    folder.ended.abort()
    if (this.#verifier.progress?.folderId === id) this.#verifier.cancel()
    this.#scans.drop(folder)
    this.#folders.delete(id)
    this.#hashes.abandon(id)
    this.#jobs.cancel(`look ${id}`)
  }

  /** Forgets a folder page by page: one statement over a large one would hold the node up. */
  async #leave({ row: { id } }: SharedFolder): Promise<void> {
    const breath = new CooperativeYield()
    for (
      let ids = this.#store.rows(id, TURN);
      ids.length > 0 && !this.#stop.signal.aborted;
      ids = this.#store.rows(id, TURN)
    ) {
      this.#store.forget(id, ids)
      await breath.take()
    }
    if (this.#stop.signal.aborted) return
    this.#store.removeFolder(id)
    this.republish()
  }

  /** The folder's files come into the catalogue, or leave it. */
  #turn(folder: SharedFolder): void {
    this.#jobs.run(`turn ${folder.row.id}`, async () => {
      await this.#turnAll(folder)
      folder.touch()
      this.republish()
    })
  }

  async #turnAll(folder: SharedFolder): Promise<void> {
    const breath = new CooperativeYield()
    for (
      let row: number | null = 0;
      row !== null && !this.#stop.signal.aborted;
      row = this.#store.turnPage(folder.row.id, row, TURN)
    )
      await breath.take()
  }

  #hashSoon(): void {
    this.#jobs.run('hash', () => this.#hash())
  }

  async #hash(): Promise<void> {
    while (!this.#stop.signal.aborted && (await this.#hashes.small())) this.#stepped()
    this.#jobs.run('hash large', async () => {
      while (!this.#stop.signal.aborted && (await this.#hashes.large())) {
        this.#reading = 0
        this.#stepped()
      }
      this.#reading = 0
    })
    this.#stepped()
  }

  #stepped(): void {
    for (const folder of this.#folders.values()) folder.touch()
    this.events.emit('change', null)
    this.republish()
  }

  async #publish(): Promise<void> {
    if (!this.#compared && !this.#publisher.isInLine) await this.#publisher.compare(this.#stop.signal)
    this.#compared = true
    if ((await this.#publisher.publish(this.#stop.signal)) === 0) return
    for (const folder of this.#folders.values()) folder.touch()
    this.events.emit('change', null)
  }
}
