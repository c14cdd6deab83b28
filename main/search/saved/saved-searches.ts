import type { Clock } from '../../base/clock.ts'
import { Emitter } from '../../base/emitter.ts'
import { HyobanError } from '../../base/errors.ts'
import type { SavedSearch, SearchFilters } from '../../contract/search.ts'
import { RemoteHitCache } from './remote-hit-cache.ts'
import { understand } from '../query/parser.ts'
import type { Search } from '../search.ts'
import type { DecodedHit } from '../network/remote-hits.ts'

/** Kept searches; contents that one run of a wish can add; texts remembered. */
export const MAX_SAVED = 200
const MAX_FINDS = 200
/** Wishes run this long after a change of the catalogues, and at least so often. */
const SETTLE_MS = 5_000
const EVERY_MS = 15 * 60_000
/** Peers are asked for wishes so often, and first so long after the start: some must have been met. */
const ASK_MS = 15 * 60_000
const ASK_FIRST_MS = 60_000

export interface SavedRow {
  id: number
  name: string
  text: string
  filters: SearchFilters
  wish: boolean
  created: number
  ran: number | null
}

/** Kept searches, what wishes found, and the history of queries; the store room has it. */
export interface SavedSearchStore {
  all(): (SavedRow & { found: number; unseen: number })[]
  add(row: Omit<SavedRow, 'id'>): number
  change(row: SavedRow): void
  remove(id: number): void
  /** Adds what was not found before by this wish and is not discarded; returns those. `seen`: nobody need be told. */
  found(id: number, roots: readonly string[], time: number, seen: boolean): string[]
  /** All contents that peers tell of at present, in no catalogue here: they count as being there. */
  setTold(roots: readonly string[]): void
  finds(
    id: number,
    offset: number,
    limit: number,
  ): { total: number; rows: { root: string; found: number; seen: boolean }[] }
  markSeen(id: number): void
  discard(id: number, root: string): void
  remember(text: string, time: number): void
  history(prefix: string, limit: number): { text: string; time: number; count: number }[]
  forget(text: string | null): void
  /** A download of this content was finished once. */
  downloaded(root: string): boolean
}

export interface SavedSearchesOptions {
  store: SavedSearchStore
  search: Search
  clock: Clock
  /** Tells the user that a wish has found something new. */
  tell: (wish: { name: string; text: string; count: number; first: string }) => void
  log: (line: string) => void
}

/**
 * Searches that are kept. Wishes run on their own: in the index a while after catalogues have changed, and regularly;
 * now and then peers are
 * asked, too, as by any search. Each content is told once.
 */
export class SavedSearches {
  readonly events = new Emitter<{ change: null }>()
  readonly #o: SavedSearchesOptions
  readonly #stop = new AbortController()
  #cancel = (): void => {}
  #settling = false
  #running: Promise<void> = Promise.resolve()
  readonly #far: RemoteHitCache
  #cancelAsking = (): void => {}
  #asking: Promise<void> = Promise.resolve()

  constructor(options: SavedSearchesOptions) {
    this.#o = options
    this.#far = new RemoteHitCache(options.clock)
    options.store.setTold([])
    this.#wait(EVERY_MS)
    this.#askIn(ASK_FIRST_MS)
  }

  /** What peers told of a content that a wish has found. */
  toldOf(root: string): readonly DecodedHit[] {
    return this.#far.of(root)
  }

  list(): SavedSearch[] {
    return this.#o.store.all()
  }

  /** Keeps a search. Throws BAD_INPUT for a text that is no query, and when there are too many. */
  save({
    text,
    name,
    filters,
    wish,
  }: {
    text: string
    name: string
    filters: SearchFilters
    wish: boolean
  }): SavedSearch {
    const { store, clock } = this.#o
    const { problem } = understand(text)
    if (problem) throw new HyobanError('BAD_INPUT', problem.message, { details: { text } })
    if (store.all().length >= MAX_SAVED)
      throw new HyobanError('BAD_INPUT', `At most ${MAX_SAVED} searches can be kept.`, { hint: 'Remove one first.' })
    const id = store.add({ text, name: name || text.slice(0, 128), filters, wish, created: clock.now(), ran: null })
    this.events.emit('change', null)
    if (wish) this.#begin(id)
    return this.#one(id)
  }

  change({
    id,
    ...changes
  }: {
    id: number
    name?: string | undefined
    text?: string | undefined
    wish?: boolean | undefined
  }): SavedSearch {
    const before = this.#one(id)
    const { name = before.name, text = before.text, wish = before.wish } = changes
    const { problem } = understand(text)
    if (problem) throw new HyobanError('BAD_INPUT', problem.message, { details: { text } })
    this.#o.store.change({ ...before, name: name || text.slice(0, 128), text, wish })
    this.events.emit('change', null)
    if (wish && (!before.wish || text !== before.text)) this.#begin(id)
    return this.#one(id)
  }

  remove(id: number): void {
    this.#o.store.remove(id)
    this.events.emit('change', null)
  }

  markSeen(id: number): void {
    this.#o.store.markSeen(id)
    this.events.emit('change', null)
  }

  discard(id: number, root: string): void {
    this.#o.store.discard(id, root)
    this.events.emit('change', null)
  }

  /** Catalogues have changed: wishes run when they have settled. */
  changed(): void {
    if (this.#settling) return
    this.#settling = true
    this.#wait(SETTLE_MS)
  }

  /** Runs all wishes now, one after the other. */
  run(): Promise<void> {
    this.#running = this.#running
      .then(() => this.#runAll())
      .catch((error: unknown) => this.#o.log(`wishes: ${String(error)}`))
    return this.#running
  }

  async close(): Promise<void> {
    this.#stop.abort()
    this.#cancel()
    this.#cancelAsking()
    await this.#running
    await this.#asking
  }

  /** Asks peers now for the wishes whose turn it is. */
  ask(ids?: readonly number[]): Promise<void> {
    this.#asking = this.#asking
      .then(() => this.#askAll(ids))
      .catch((error: unknown) => this.#o.log(`wishes: ${String(error)}`))
    return this.#asking
  }

  /** A new wish: looks everywhere at once. */
  #begin(id: number): void {
    void this.run()
    void this.ask([id])
  }

  #askIn(ms: number): void {
    this.#cancelAsking = this.#o.clock.after(
      ms,
      () => void this.ask().then(() => this.#stop.signal.aborted || this.#askIn(ASK_MS)),
    )
  }

  #wait(ms: number): void {
    this.#cancel()
    this.#cancel = this.#o.clock.after(ms, () => {
      this.#settling = false
      void this.run().then(() => this.#stop.signal.aborted || this.#settling || this.#wait(EVERY_MS))
    })
  }

  async #runAll(): Promise<void> {
    const { store, search, clock } = this.#o
    for (const wish of store.all().filter((row) => row.wish)) {
      if (this.#stop.signal.aborted) return
      const { query } = understand(wish.text)
      if (query.type === 'all') continue
      const roots = await search.roots({ query, filters: wish.filters, most: MAX_FINDS * 4 }, this.#stop.signal)
      // its owner may have changed or removed it meanwhile
      const now = store.all().find(({ id }) => id === wish.id)
      if (!now) continue
      store.change({ ...now, ran: clock.now() })
      this.#note(now, roots)
    }
  }

  async #askAll(ids?: readonly number[]): Promise<void> {
    const { store, search } = this.#o
    const { signal } = this.#stop
    for (const wish of this.#far.turn(store.all().filter(({ wish, id }) => wish && (ids?.includes(id) ?? true)))) {
      if (signal.aborted) return
      const hits = await search.askPeers(
        { text: wish.text, kinds: [], limit: MAX_FINDS, filters: wish.filters },
        signal,
      )
      if (signal.aborted) return
      this.#far.tell(wish.id, hits)
      store.setTold(this.#far.roots)
      this.#note(
        wish,
        hits.map(({ root }) => root),
      )
    }
  }

  /** Keeps what a wish has found, and tells what is new. What is mine already is no news. */
  #note(wish: SavedRow, roots: readonly string[]): void {
    const { store, search, clock, tell } = this.#o
    const wanted = [...new Set(roots)]
      .map((root) => search.hits.of(root, false, undefined, this.#far.of(root)))
      .filter((hit) => hit !== null && !hit.own && !hit.downloaded && hit.sources.length > 0)
      .slice(0, MAX_FINDS)
    const fresh = new Set(
      store.found(
        wish.id,
        wanted.flatMap((hit) => hit?.root ?? []),
        clock.now(),
        false,
      ),
    )
    const [first] = wanted.filter((hit) => hit && fresh.has(hit.root))
    if (first) tell({ name: wish.name, text: wish.text, count: fresh.size, first: first.name })
    this.events.emit('change', null)
  }

  #one(id: number): SavedSearch {
    const found = this.#o.store.all().find((row) => row.id === id)
    if (!found) throw new HyobanError('NOT_FOUND', 'This search is not kept any more.')
    return found
  }
}
