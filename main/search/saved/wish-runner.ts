import type { Clock } from '../../base/clock.ts'
import { Emitter } from '../../base/emitter.ts'
import { understand } from '../query/parser.ts'
import type { Search } from '../search.ts'
import { RemoteHitCache } from './remote-hit-cache.ts'
import type { SavedSearchRow, SavedSearchStore } from './saved-search-store.ts'

/** Maximum number of contents that one run of a wish can add, and entries that it reads for them. */
const MAX_FINDS = 200
const MAX_ENTRIES = MAX_FINDS * 4
/** Delay before wishes run after catalogues have changed, and interval at which they run anyway, in ms. */
const SETTLE_MS = 5_000
const RUN_MS = 15 * 60_000
/** Interval at which peers are asked, and delay before the first time, when some have connected, in ms. */
const ASK_MS = 15 * 60_000
const FIRST_ASK_MS = 60_000

/** The activity feed, which shows the user that a wish has found something new. */
export interface WishActivity {
  /** `count` new contents, `first` the name of the best. */
  add(kind: 'wishFound', level: 'good', peer: null, wish: { name: string; count: number; first: string }): void
}

export interface WishRunnerOptions {
  store: SavedSearchStore
  search: Search
  clock: Clock
  activity: WishActivity
  log: (line: string) => void
}

/**
 * Runs the wishes: on the local index after catalogues have changed and at intervals, on the network at intervals. The
 * user is notified of each content once. Answers of peers are cached, since no indexed catalogue has them.
 */
export class WishRunner {
  /** The finds of a wish have changed. */
  readonly events = new Emitter<{ change: null }>()
  readonly remote: RemoteHitCache
  readonly #options: WishRunnerOptions
  readonly #stop = new AbortController()
  #cancelRun = (): void => {}
  #cancelAsk = (): void => {}
  #settling = false
  #running: Promise<void> = Promise.resolve()
  #asking: Promise<void> = Promise.resolve()

  constructor(options: WishRunnerOptions) {
    this.#options = options
    this.remote = new RemoteHitCache(options.clock)
    options.store.setRemoteRoots([])
    this.#runIn(RUN_MS)
    this.#askIn(FIRST_ASK_MS)
  }

  /** Catalogues have changed: wishes run once the changes have settled. */
  catalogueChanged(): void {
    if (this.#settling) return
    this.#settling = true
    this.#runIn(SETTLE_MS)
  }

  /** Runs all wishes on the local index, one after the other. */
  run(): Promise<void> {
    this.#running = this.#running
      .then(() => this.#runAll())
      .catch((error: unknown) => this.#options.log(`wishes: ${String(error)}`))
    return this.#running
  }

  /** Asks peers for the wishes that are due, or only for those with these ids. */
  ask(ids?: readonly number[]): Promise<void> {
    this.#asking = this.#asking
      .then(() => this.#askAll(ids))
      .catch((error: unknown) => this.#options.log(`wishes: ${String(error)}`))
    return this.#asking
  }

  async close(): Promise<void> {
    this.#stop.abort()
    this.#cancelRun()
    this.#cancelAsk()
    await this.#running
    await this.#asking
  }

  #askIn(ms: number): void {
    this.#cancelAsk = this.#options.clock.after(
      ms,
      () => void this.ask().then(() => this.#stop.signal.aborted || this.#askIn(ASK_MS)),
    )
  }

  #runIn(ms: number): void {
    this.#cancelRun()
    this.#cancelRun = this.#options.clock.after(ms, () => {
      this.#settling = false
      void this.run().then(() => this.#stop.signal.aborted || this.#settling || this.#runIn(RUN_MS))
    })
  }

  async #runAll(): Promise<void> {
    const { store, search, clock } = this.#options
    const { signal } = this.#stop
    for (const { id, text, filters } of store.all().filter(({ wish }) => wish)) {
      if (signal.aborted) return
      const { query } = understand(text)
      if (query.type === 'all') continue
      const roots = await search.roots({ query, filters, maxEntries: MAX_ENTRIES }, signal)
      // the user may have changed or removed the wish meanwhile
      const now = store.all().find((row) => row.id === id)
      if (!now) continue
      store.change({ ...now, ran: clock.now() })
      this.#note(now, roots)
    }
  }

  async #askAll(ids?: readonly number[]): Promise<void> {
    const { store, search } = this.#options
    const { signal } = this.#stop
    const wishes = store.all().filter(({ wish, id }) => wish && (ids?.includes(id) ?? true))
    for (const wish of this.remote.nextToAsk(wishes)) {
      if (signal.aborted) return
      const { text, filters } = wish
      const hits = await search.askPeers({ text, kinds: [], limit: MAX_FINDS, filters }, signal)
      if (signal.aborted) return
      this.remote.add(wish.id, hits)
      store.setRemoteRoots(this.remote.roots)
      const roots = hits.map(({ root }) => root)
      this.#note(wish, roots)
    }
  }

  /** Stores finds of a wish and notifies the user of new ones; contents that this node has are not new. */
  #note(wish: SavedSearchRow, roots: readonly string[]): void {
    const { store, search, clock, activity } = this.#options
    const wanted = [...new Set(roots)]
      .flatMap((root) => search.hits.of(root, false, undefined, this.remote.of(root)) ?? [])
      .filter((hit) => !hit.own && !hit.downloaded && hit.sources.length > 0)
      .slice(0, MAX_FINDS)
    const found = wanted.map(({ root }) => root)
    const fresh = new Set(store.found(wish.id, found, clock.now(), false))
    const first = wanted.find(({ root }) => fresh.has(root))
    if (first) activity.add('wishFound', 'good', null, { name: wish.name, count: fresh.size, first: first.name })
    this.events.emit('change', null)
  }
}
