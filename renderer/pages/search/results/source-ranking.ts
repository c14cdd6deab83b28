import { isDoubtful, type SearchHit } from '../../../../main/contract/search.ts'

export type HitSource = SearchHit['sources'][number]

const STANDING = { good: 2, new: 1, bad: 0 }

/**
 * Best first: neither excluded nor distrusted, then available, then by trust (decision, then u), then by number of
 * ratings. Excluded sources come last.
 */
export function rankSources(sources: readonly HitSource[]): HitSource[] {
  const rank = (source: HitSource): number[] => [
    source.trust.decision === 'bad' ? 0 : isDoubtful(source.trust) ? 1 : 2,
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

/** The source that the "download" button uses; null if there is none or all are excluded. */
export function pickSource(sources: readonly HitSource[]): HitSource | null {
  const best = rankSources(sources)[0]
  return best && best.trust.decision !== 'bad' ? best : null
}

/** What a download of these sources is: at once, once one is online, from distrusted peers alone, or impossible. */
export type Offer = 'plain' | 'later' | 'doubtful' | 'none'

/** What a download of `sources` would be, by the best of them. */
export function offerOf(sources: readonly HitSource[]): Offer {
  const best = pickSource(sources)
  if (!best) return 'none'
  if (isDoubtful(best.trust)) return 'doubtful'
  return best.online ? 'plain' : 'later'
}

/** Number of sources per decision, and the total of their ratings. */
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
