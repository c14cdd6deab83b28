import type { Clock } from '../../../base/clock.ts'
import type { SourceFinder } from '../../ports.ts'
import type { TransferContents } from '../../transfers-options.ts'
import type { Download } from '../download.ts'
import type { ExclusionPolicy } from '../exclusion-policy.ts'

/** Intervals of checking known holders and of querying the DHT, per unfinished download, in ms. */
const HOLDERS_MS = 10_000
const FIND_MS = 5 * 60_000
/** Time limit of a DHT query, in ms. */
const FIND_TIMEOUT_MS = 30_000
/** Maximum number of sources per download. */
const MAX_SOURCES = 64

interface SourceDiscoveryOptions {
  downloads: ReadonlyMap<string, Download>
  exclusions: ExclusionPolicy
  holders: TransferContents['holders'] | undefined
  finder: SourceFinder | undefined
  clock: Clock
}

interface Search {
  holdersAt: number
  findAt: number
  /** Aborts the running DHT query. */
  query: AbortController | null
}

/** Finds further sources for waiting and active downloads, and announces their contents meanwhile. */
export class SourceDiscovery {
  readonly #options: SourceDiscoveryOptions
  readonly #searches = new Map<string, Search>()

  constructor(options: SourceDiscoveryOptions) {
    this.#options = options
  }

  /** Call about once a second. */
  refresh(): void {
    const { holders, finder, clock } = this.#options
    const now = clock.now()
    const wanted = new Set<string>()
    for (const download of this.#options.downloads.values()) {
      const { state, root } = download.row
      if (state !== 'waiting' && state !== 'active') continue
      wanted.add(root)
      const search = this.#search(root)
      if (holders && Math.abs(now - search.holdersAt) >= HOLDERS_MS) {
        search.holdersAt = now
        for (const peer of holders.of(root)) this.#add(download, peer)
      }
      if (finder && !search.query && Math.abs(now - search.findAt) >= FIND_MS) {
        search.findAt = now
        void this.#find(finder, download, search)
      }
    }
    for (const [root, search] of this.#searches) {
      if (wanted.has(root)) continue
      search.query?.abort()
      this.#searches.delete(root)
      finder?.withdraw(root)
    }
  }

  /** Aborts all running queries. */
  close(): void {
    for (const { query } of this.#searches.values()) query?.abort()
    this.#searches.clear()
  }

  #search(root: string): Search {
    let search = this.#searches.get(root)
    if (!search) {
      this.#searches.set(root, (search = { holdersAt: -HOLDERS_MS, findAt: -FIND_MS, query: null }))
      this.#options.finder?.announce(root)
    }
    return search
  }

  #add(download: Download, peer: string): void {
    if (!this.#options.exclusions.excludes(peer) && download.sources.size < MAX_SOURCES) download.addSource(peer)
  }

  async #find(finder: SourceFinder, download: Download, search: Search): Promise<void> {
    const query = (search.query = new AbortController())
    const cancel = this.#options.clock.after(FIND_TIMEOUT_MS, () => query.abort())
    try {
      const offline = download
        .sourceViews()
        .filter(({ state }) => state === 'offline')
        .map(({ peer }) => peer)
      for await (const peer of finder.find(download.row.root, query.signal, offline)) {
        if (query.signal.aborted) break
        this.#add(download, peer)
      }
    } catch {
      // A failed query is not a failure of the download.
    } finally {
      cancel()
      search.query = null
    }
  }
}
