import type { Clock } from '../base/clock.ts'
import type { SearchHit, SearchResult } from '../contract/search.ts'
import { coveredHits } from './local/covered-hits.ts'
import type { FindResult } from './local/finder.ts'
import type { Hits } from './local/hits.ts'
import type { LocalSearch } from './local/local-search.ts'
import { ResultSnapshot } from './local/result-snapshot.ts'
import type { SearchIndex } from './local/search-index.ts'
import type { NetworkAnswers } from './network/network-answers.ts'
import type { RemoteHits } from './network/remote-hits.ts'
import type { HolderViews } from './holder-views.ts'
import type { SearchRequest } from './search-request.ts'

/** A complete result may reorder the rows of a first one within this many ms: the user has not aimed at a row yet. */
const SETTLING_MS = 400
/** Peers are asked once the text has not changed for this many ms. */
const TYPING_MS = 200
/** Minimum time between two results, in ms. */
const INTERVAL_MS = 300

/** The indexer of other peers' catalogues. */
export interface IndexingProgress {
  /** Number of catalogues being indexed now. */
  readonly arriving: number
}

export interface RunningSearchParts {
  local: LocalSearch
  network: NetworkAnswers
  hits: Hits
  views: HolderViews
  index: Pick<SearchIndex, 'wholePeers' | 'holders' | 'catalogues'>
  clock: Clock
  indexer: IndexingProgress
}

/** Gives snapshots the ids by which rows of running searches are found. */
export interface SnapshotIds {
  /** A new id for the search; earlier ones stay valid. */
  add(search: RunningSearch): number
  remove(search: RunningSearch): void
}

/**
 * One search in progress. A large index yields a first result quickly, then a complete one, which may reorder it; both
 * are merged into one snapshot, so that rows on screen keep their places. Answers of peers join the same snapshot.
 */
export class RunningSearch {
  readonly snapshot = new ResultSnapshot(0)
  readonly #parts: RunningSearchParts
  readonly #request: SearchRequest
  readonly #remote: RemoteHits
  #progress: SearchResult['network']
  /** The index or what is known of peers has changed since the last result. */
  #changed = false
  /** Peers have answered since the last result. */
  #answered = false
  #wake = (): void => {}

  constructor(parts: RunningSearchParts, request: SearchRequest, remote: RemoteHits) {
    this.#parts = parts
    this.#request = request
    this.#remote = remote
  }

  /** One complete result from the local index, computed in this thread. */
  once(): SearchResult {
    const found = this.#parts.local.findNow(this.#request)
    this.snapshot.merge(found, 0, true)
    return this.#result(found)
  }

  /** Results at once, then after each change and each answer of a peer, until `signal`. */
  async *results(
    ids: SnapshotIds,
    onChange: (changed: () => void) => () => void,
    signal: AbortSignal,
  ): AsyncGenerator<SearchResult, void, void> {
    const { clock, views } = this.#parts
    this.snapshot.id = ids.add(this)
    const off = onChange(() => {
      views.clear()
      this.#changed = true
      this.#wake()
    })
    const left = new AbortController()
    const ended = AbortSignal.any([signal, left.signal])
    const wake = (): void => this.#wake()
    signal.addEventListener('abort', wake, { once: true })
    void this.#askPeers(ended).catch(() => {})
    try {
      let found = await this.#first(signal)
      if (found) yield this.#result(found)
      const settled = clock.now() + SETTLING_MS
      for (let again = true; !signal.aborted; again = this.#changed) {
        this.#changed = false
        if (again || !found) {
          found = await this.#complete(found, settled, ids, signal)
          if (signal.aborted) return
        }
        this.#answered = false
        yield this.#result(found)
        await pause(clock, INTERVAL_MS, signal)
        while (!this.#changed && !this.#answered && !signal.aborted)
          await new Promise<void>((resolve) => (this.#wake = resolve))
      }
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      off()
      left.abort()
      signal.removeEventListener('abort', wake)
      ids.remove(this)
    }
  }

  /** Rows of the snapshot as they are now. */
  window(offset: number, limit: number): SearchHit[] {
    const { snapshot } = this
    return snapshot.roots.slice(offset, offset + limit).flatMap((root) => {
      const { entry } = snapshot.row(root) ?? {}
      return this.#parts.hits.of(root, this.#request.showExcluded, entry, snapshot.remote.get(root)) ?? []
    })
  }

  /** The first result of a large index; undefined if there is none worth showing. */
  async #first(signal: AbortSignal): Promise<FindResult | undefined> {
    const { local } = this.#parts
    if (!local.isLarge) return undefined
    const found = await local.first(this.#request, signal)
    this.snapshot.merge(found, 0, false)
    // only part of the index was read, so an empty result is not conclusive
    return found.entries.length > 0 || !found.more ? found : undefined
  }

  async #complete(
    before: FindResult | undefined,
    settled: number,
    ids: SnapshotIds,
    signal: AbortSignal,
  ): Promise<FindResult> {
    const { local, index, clock } = this.#parts
    const { snapshot } = this
    const found = await local.complete(this.#request, signal)
    if (signal.aborted) return found
    snapshot.removeRemote(coveredHits(index))
    snapshot.merge(found, before ? this.#request.limit : 0, !found.more)
    const followsFirst = before !== undefined && before.facets === null
    if (followsFirst && clock.now() <= settled && snapshot.reorder(found)) snapshot.id = ids.add(this)
    return found
  }

  async #askPeers(signal: AbortSignal): Promise<void> {
    const { outgoing } = this.#request
    if (!outgoing) return
    await pause(this.#parts.clock, TYPING_MS, signal)
    if (signal.aborted) return
    for await (const { hits, progress } of this.#parts.network.to(outgoing, this.#remote, signal)) {
      this.#progress = progress
      this.snapshot.addRemote(hits)
      this.#answered = true
      this.#wake()
    }
  }

  #result(found: FindResult): SearchResult {
    const { index, indexer } = this.#parts
    const { snapshot } = this
    const { query, limit } = this.#request
    return {
      hits: this.window(0, limit),
      total: snapshot.roots.length,
      catalogues: index.catalogues(),
      arriving: indexer.arriving,
      hidden: found.hidden,
      ...(snapshot.id > 0 && { snapshot: snapshot.id }),
      ...(found.more && { more: true }),
      ...(snapshot.fresh > 0 && { fresh: snapshot.fresh }),
      ...(found.facets && { facets: this.#remote.count(found.facets) }),
      ...(query.problem && { problem: query.problem.problem }),
      ...(query.hints.length > 0 && { hints: query.hints }),
      ...(found.corrected !== null && { corrected: found.corrected }),
      ...(found.similar && { similar: found.similar }),
      ...(this.#progress && { network: this.#progress }),
    }
  }
}

/** Resolves after `ms`, or when `signal` aborts. */
function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const end = (): void => {
      cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const cancel = clock.after(ms, end)
    signal.addEventListener('abort', end, { once: true })
  })
}
