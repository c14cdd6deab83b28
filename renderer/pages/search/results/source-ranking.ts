import type { SearchHit } from '../../../../main/contract/search.ts'

export type HitSource = SearchHit['sources'][number]

const STANDING = { good: 2, new: 1, bad: 0 }

/**
 * Best first: who can be had now and is not excluded, then who is trusted more (decision, then u), then who is backed
 * by
 * more ratings. An excluded source always comes last.
 */
export function rankSources(sources: readonly HitSource[]): HitSource[] {
  const rank = (source: HitSource): number[] => [
    source.trust.decision === 'bad' ? 0 : 1,
    source.online ? 1 : 0,
    STANDING[source.trust.decision],
    source.trust.u ?? 0.5,
    source.trust.count,
  ]
  return sources
    .map((source) => ({ source, rank: rank(source) }))
    .sort((a, b) => {
      const at = a.rank.findIndex((value, index) => value !== b.rank[index])
      return at < 0 ? 0 : (b.rank[at] ?? 0) - (a.rank[at] ?? 0)
    })
    .map(({ source }) => source)
}

/** The source that a plain press of "download" takes; null if all are excluded or there is none. */
export function pickSource(sources: readonly HitSource[]): HitSource | null {
  const best = rankSources(sources)[0]
  return best && best.trust.decision !== 'bad' ? best : null
}

/** How many sources stand where, and the ratings behind them all. */
export function countSources(sources: readonly HitSource[]): {
  good: number
  new: number
  bad: number
  ratings: number
  online: number
} {
  const counts = { good: 0, new: 0, bad: 0, ratings: 0, online: 0 }
  for (const source of sources) {
    counts[source.trust.decision]++
    counts.ratings += source.trust.count
    if (source.online) counts.online++
  }
  return counts
}
