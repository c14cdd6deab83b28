import { displayPath, displayText } from '../base/display-text.ts'
import type { FileKind } from '../contract/library.ts'
import type { SearchHit, SearchResult } from '../contract/search.ts'
import type { Trust } from '../contract/trust.ts'
import { compareSources, rank, sourceWeight } from './ranking.ts'
import { parseQuery } from './query.ts'
import type { IndexedEntry, Match, SearchIndex } from './search-index.ts'

/** Matches that are ranked by their sources, as a multiple of those wanted. */
const CANDIDATES = 4
const MOST_NAMES = 8
const MOST_SOURCES = 50

export interface SearchOptions {
  /** My own key. */
  self: string
  index: SearchIndex
  trustOf: (peer: string) => Trust
  peerOf: (peer: string) => { name: string; fingerprint: string; online: boolean }
  /** Catalogues that are being read in now. */
  arriving: () => number
}

export interface SearchQuery {
  text: string
  kinds: readonly FileKind[]
  limit: number
  /** Show what only excluded peers have, too. */
  showExcluded?: boolean | undefined
}

interface Ranked {
  hit: SearchHit
  rank: number
  /** Nobody but excluded peers has it. */
  excluded: boolean
}

/** Answers queries from the local index: one row a content, ranked by match and by the trust of its sources. */
export class Search {
  readonly #options: SearchOptions

  constructor(options: SearchOptions) {
    this.#options = options
  }

  run({ text, kinds, limit, showExcluded = false }: SearchQuery): SearchResult {
    const { index, arriving } = this.#options
    const words = parseQuery(text)
    const { matches, total } = index.find({ words, kinds, limit: words.length > 0 ? limit * CANDIDATES : limit * 2 })
    const top = Math.max(...matches.map((match) => match.score), Number.MIN_VALUE)
    const ranked = matches.map((match) => this.#ranked(match, match.score / top))
    const hiddenPeers = new Set(ranked.flatMap(({ hit }) => hit.sources).filter(isExcluded).map(({ publicKey }) => publicKey))
    const shown = showExcluded ? ranked : ranked.filter(({ excluded }) => !excluded)
    if (!showExcluded) for (const { hit } of shown) hit.sources = hit.sources.filter((source) => !isExcluded(source))
    const hits = ranked.length - shown.length
    // the newest keep their order, but for what only excluded peers have
    shown.sort((a, b) => Number(a.excluded) - Number(b.excluded) || (words.length > 0 ? b.rank - a.rank : 0))
    return {
      hits: shown.slice(0, limit).map(({ hit }) => hit), total: total - hits, catalogues: index.catalogues(), arriving: arriving(),
      hidden: showExcluded ? { hits: 0, peers: 0 } : { hits, peers: hiddenPeers.size },
    }
  }

  #ranked(match: Match, relevance: number): Ranked {
    const { self, index } = this.#options
    const holders = index.holders(match.root)
    const size = this.#size(holders)
    const honest = holders.filter((entry) => entry.size === size)
    const own = honest.some((entry) => entry.peer === self)
    const sources = this.#sources(honest)
    const name = displayText(nameOf(match.path))
    const names = new Set(honest.map((entry) => displayText(nameOf(entry.path))))
    names.delete(name)
    const hit: SearchHit = {
      root: match.root,
      name,
      otherNames: [...names].slice(0, MOST_NAMES),
      size,
      kind: match.kind,
      modified: Math.max(0, ...honest.map((entry) => entry.modified)),
      own,
      sources,
    }
    return { hit, rank: rank(relevance, sources), excluded: !own && sources.length > 0 && sources.every(isExcluded) }
  }

  /** I am none: what I have is marked as my own. */
  #sources(holders: readonly IndexedEntry[]): SearchHit['sources'] {
    const { self, trustOf, peerOf } = this.#options
    const sources = holders.filter(({ peer }) => peer !== self)
      .map(({ peer, path }) => ({ publicKey: peer, ...peerOf(peer), trust: trustOf(peer), path: displayPath(path) }))
    return sources.sort(compareSources).slice(0, MOST_SOURCES)
  }

  /** Equal roots mean equal sizes: who says otherwise lies. Mine is true; else those who are trusted more are believed. */
  #size(holders: readonly IndexedEntry[]): number {
    const { self, trustOf, peerOf } = this.#options
    const first = holders[0]?.size ?? 0
    if (holders.every((entry) => entry.size === first)) return first
    const votes = new Map<number, number>()
    for (const { peer, size } of holders) {
      const vote = peer === self ? Infinity : 0.01 + sourceWeight({ trust: trustOf(peer), online: peerOf(peer).online })
      votes.set(size, (votes.get(size) ?? 0) + vote)
    }
    return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? first
  }
}

/** A peer that is bad in my view is excluded. */
function isExcluded({ trust }: { trust: Trust }): boolean {
  return trust.decision === 'bad'
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
