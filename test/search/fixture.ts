import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, systemClock } from '../../main/base/clock.ts'
import type { Trust } from '../../main/contract/trust.ts'
import { searchHandlers } from '../../main/search/handlers.ts'
import { SavedSearches } from '../../main/search/saved/saved-searches.ts'
import { Finder, type SearchExecutor } from '../../main/search/local/finder.ts'
import type { FinishedDownloads } from '../../main/search/local/hits.ts'
import type { PeerCommunities } from '../../main/search/known-peers.ts'
import { Search } from '../../main/search/search.ts'
import { openDatabase, type Database } from '../../main/store/database.ts'
import { SqliteFolderView } from '../../main/store/library/folder-view.ts'
import { SqliteSavedSearchStore } from '../../main/store/search/saved-search-store.ts'
import { entryReader } from '../../main/store/search/search-connection.ts'
import { SqliteSearchIndex } from '../../main/store/search/search-store.ts'
import type { CatalogueChange } from '../../main/domain/catalogue-entry.ts'

export const SELF = '00'.repeat(32)
export const ANN = 'aa'.repeat(32)
export const BOB = 'bb'.repeat(32)
export const EVE = 'ee'.repeat(32)

export function trust(decision: Trust['decision'], u: number | null = null): Trust {
  return {
    u,
    total: u,
    recent: u,
    count: u === null ? 0 : 10,
    raters: u === null ? 0 : 3,
    decision,
    standing: decision,
    low: null,
    high: null,
    by: 'rule',
    override: null,
  }
}

/** The root of the test content `n`. */
export function root(n: number): Uint8Array {
  const bytes = new Uint8Array(32)
  new DataView(bytes.buffer).setUint32(28, n)
  return bytes
}

export function put(path: string, n: number, size = 1000, modified = 1_600_000_000_000): CatalogueChange {
  return { type: 'put', path, entry: { root: root(n), size, modified } }
}

/** What a search in a test has besides the index. */
interface SearchParts {
  clock?: Clock
  threads?: SearchExecutor
  downloads?: FinishedDownloads
  names?: (peer: string) => string
  communities?: PeerCommunities['of']
}

/** An index in a real database, and a search over it. */
export class Fixture {
  readonly dir = mkdtempSync(join(tmpdir(), 'hyoban-search-'))
  readonly trusts = new Map<string, Trust>()
  readonly away = new Set<string>()
  arriving = 0
  readonly wishesFound: { name: string; count: number; first: string }[] = []
  saved: SavedSearches | undefined
  clock: Clock = systemClock
  database!: Database
  index!: SqliteSearchIndex
  search!: Search

  constructor() {
    this.open()
  }

  open(): void {
    this.database = openDatabase(join(this.dir, 'hyoban.db'), { log: () => {} })
    this.index = new SqliteSearchIndex(this.database)
    this.search = this.searchWith()
  }

  /** A search over the index. Peers are online unless in `away`, and new unless `trusts` says otherwise. */
  searchWith({ clock = this.clock, threads, downloads, names, communities }: SearchParts = {}): Search {
    const finder = new Finder(entryReader(this.database, () => clock.now()))
    const nameOf = names ?? ((peer: string) => peer.slice(0, 2))
    return new Search({
      self: SELF,
      index: this.index,
      executors: { finder, ...(threads && { threads }) },
      peers: {
        trust: { trustOf: (peer) => this.trusts.get(peer) ?? trust('new') },
        names: { named: (peer) => ({ name: nameOf(peer), fingerprint: peer.slice(0, 8) }) },
        presence: { isOnline: (peer) => !this.away.has(peer) },
        ...(communities && { communities: { of: communities } }),
      },
      ...(downloads && { downloads }),
      indexer: this,
      clock,
    })
  }

  add(peer: string, ...changes: CatalogueChange[]): void {
    this.index.apply(peer, 'key', changes, this.index.version(peer, 'key') + changes.length)
  }

  names(text: string, kinds: Parameters<Search['run']>[0]['kinds'] = []): string[] {
    return this.search.run({ text, kinds, limit: 100 }).hits.map((hit) => hit.name)
  }

  /** The contract's calls over this index. */
  handlers(onChange: (changed: () => void) => () => void = () => () => {}): ReturnType<typeof searchHandlers> {
    const store = new SqliteSavedSearchStore(this.database)
    const saved = new SavedSearches({
      store,
      search: this.search,
      clock: this.clock,
      activity: { add: (_kind, _level, _peer, wish) => this.wishesFound.push(wish) },
      log: () => {},
    })
    this.saved = saved
    return searchHandlers({
      search: this.search,
      saved,
      store,
      folders: new SqliteFolderView(this.database),
      clock: this.clock,
      onChange,
    })
  }

  end(): void {
    void this.saved?.close()
    this.database.close()
    rmSync(this.dir, { recursive: true, force: true })
  }
}
