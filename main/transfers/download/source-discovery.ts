import type { Clock } from '../../base/clock.ts'
import type { Download } from './download.ts'
import type { SourceFinder } from '../ports.ts'

/**
 * Connected peers are looked through so often, and the DHT asked so often, in ms, for each download that moves or
 * waits.
 */
const HOLDERS_MS = 10_000
const FIND_MS = 5 * 60_000
/** A question to the DHT ends after so many ms. */
const PATIENCE_MS = 30_000
/** Sources that one download has at most. */
const MOST = 64

export interface SourceDiscoveryOptions {
  downloads(): Iterable<Download>
  /** Connected peers whose catalogues name the root. */
  holders?: ((root: string) => string[]) | undefined
  finder?: SourceFinder | undefined
  /** Peers that are not to be asked. */
  excludes(peer: string): boolean
  clock: Clock
}

interface Watched {
  looked: number
  found: number
  stop: AbortController | null
}

/** Finds further sources for downloads while they wait and while they move; lets others know of what is coming here. */
export class SourceDiscovery {
  readonly #o: SourceDiscoveryOptions
  readonly #watched = new Map<string, Watched>()

  constructor(options: SourceDiscoveryOptions) {
    this.#o = options
  }

  /** To be called about once a second. */
  look(): void {
    const { holders, finder, clock, excludes } = this.#o
    const now = clock.now()
    const open = new Set<string>()
    for (const download of this.#o.downloads()) {
      const { state, root } = download.row
      if (state !== 'waiting' && state !== 'active') continue
      open.add(root)
      const watched = this.#watch(root)
      if (holders && Math.abs(now - watched.looked) >= HOLDERS_MS) {
        watched.looked = now
        for (const peer of holders(root))
          if (!excludes(peer) && download.sources().length < MOST) download.addSource(peer)
      }
      if (finder && !watched.stop && Math.abs(now - watched.found) >= FIND_MS) {
        watched.found = now
        void this.#find(finder, download, watched)
      }
    }
    for (const [root, watched] of this.#watched) {
      if (open.has(root)) continue
      watched.stop?.abort()
      this.#watched.delete(root)
      finder?.withdraw(root)
    }
  }

  /** Ends every question that is under way. */
  close(): void {
    for (const { stop } of this.#watched.values()) stop?.abort()
    this.#watched.clear()
  }

  #watch(root: string): Watched {
    let watched = this.#watched.get(root)
    if (!watched) {
      this.#watched.set(root, (watched = { looked: -HOLDERS_MS, found: -FIND_MS, stop: null }))
      this.#o.finder?.announce(root)
    }
    return watched
  }

  async #find(finder: SourceFinder, download: Download, watched: Watched): Promise<void> {
    const stop = (watched.stop = new AbortController())
    const cancel = this.#o.clock.after(PATIENCE_MS, () => stop.abort())
    try {
      const away = download
        .sources()
        .filter(({ state }) => state === 'offline')
        .map(({ peer }) => peer)
      for await (const peer of finder.find(download.row.root, stop.signal, away)) {
        if (stop.signal.aborted) break
        if (!this.#o.excludes(peer) && download.sources().length < MOST) download.addSource(peer)
      }
    } catch {
      // nobody found this time is no failure of the download
    } finally {
      cancel()
      watched.stop = null
    }
  }
}
