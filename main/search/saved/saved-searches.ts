import type { Clock } from '../../base/clock.ts'
import { Emitter } from '../../base/emitter.ts'
import { HyobanError } from '../../base/errors.ts'
import type { SavedSearch } from '../../contract/search.ts'
import type { DecodedHit } from '../network/remote-hits.ts'
import { understand } from '../query/parser.ts'
import type { Search } from '../search.ts'
import type { SavedSearchRow, SavedSearchStore } from './saved-search-store.ts'
import { type WishActivity, WishRunner } from './wish-runner.ts'

const MAX_SAVED = 200
const MAX_NAME = 128

export interface SavedSearchesOptions {
  store: SavedSearchStore
  search: Search
  clock: Clock
  activity: WishActivity
  log: (line: string) => void
}

/** Searches that the user has saved, including wishes, which run in the background; see `WishRunner`. */
export class SavedSearches {
  readonly events = new Emitter<{ change: null }>()
  readonly #store: SavedSearchStore
  readonly #clock: Clock
  readonly #wishes: WishRunner

  constructor(options: SavedSearchesOptions) {
    this.#store = options.store
    this.#clock = options.clock
    this.#wishes = new WishRunner(options)
    this.#wishes.events.on('change', () => this.#changed())
  }

  /** Hits of peers for a content found by a wish. */
  remoteHits(root: string): readonly DecodedHit[] {
    return this.#wishes.remote.of(root)
  }

  list(): SavedSearch[] {
    return this.#store.all()
  }

  /** Saves a search. Throws BAD_INPUT for an invalid query or if there are too many. */
  save({ text, name, filters, wish }: Pick<SavedSearchRow, 'text' | 'name' | 'filters' | 'wish'>): SavedSearch {
    assertQuery(text)
    if (this.#store.all().length >= MAX_SAVED)
      throw new HyobanError('BAD_INPUT', `At most ${MAX_SAVED} searches can be saved.`, { hint: 'Delete one first.' })
    const created = this.#clock.now()
    const id = this.#store.add({ text, name: nameOf(name, text), filters, wish, created, ran: null })
    this.#changed()
    if (wish) this.#runNow(id)
    return this.#get(id)
  }

  /** Changes a search. Throws BAD_INPUT for an invalid query, NOT_FOUND if it is not saved. */
  change({
    id,
    ...changes
  }: {
    id: number
    name?: string | undefined
    text?: string | undefined
    wish?: boolean | undefined
  }): SavedSearch {
    const before = this.#get(id)
    const { name = before.name, text = before.text, wish = before.wish } = changes
    assertQuery(text)
    this.#store.change({ ...before, name: nameOf(name, text), text, wish })
    this.#changed()
    if (wish && (!before.wish || text !== before.text)) this.#runNow(id)
    return this.#get(id)
  }

  remove(id: number): void {
    this.#store.remove(id)
    this.#changed()
  }

  markSeen(id: number): void {
    this.#store.markSeen(id)
    this.#changed()
  }

  discard(id: number, root: string): void {
    this.#store.discard(id, root)
    this.#changed()
  }

  /** Catalogues have changed: wishes run once the changes have settled. */
  changed(): void {
    this.#wishes.catalogueChanged()
  }

  /** Runs all wishes on the local index now. */
  run(): Promise<void> {
    return this.#wishes.run()
  }

  /** Asks peers now for the wishes that are due, or only for those with these ids. */
  ask(ids?: readonly number[]): Promise<void> {
    return this.#wishes.ask(ids)
  }

  close(): Promise<void> {
    return this.#wishes.close()
  }

  #runNow(id: number): void {
    void this.run()
    void this.ask([id])
  }

  #changed(): void {
    this.events.emit('change', null)
  }

  #get(id: number): SavedSearch {
    const found = this.#store.all().find((row) => row.id === id)
    if (!found) throw new HyobanError('NOT_FOUND', 'This saved search no longer exists.')
    return found
  }
}

function nameOf(name: string, text: string): string {
  return name || text.slice(0, MAX_NAME)
}

function assertQuery(text: string): void {
  const { problem } = understand(text)
  if (problem) throw new HyobanError('BAD_INPUT', problem.message, { details: { text } })
}
