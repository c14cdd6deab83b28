import { isDoubtful, type RankExplanation } from '../../contract/search.ts'
import type { Trust } from '../../contract/trust.ts'

/** Weight of each factor, which is also its highest contribution; see docs/search.md. */
export const RANK_WEIGHTS = { text: 4, trust: 2, sources: 1, fresh: 0.5, speed: 0.5 } as const
/** Points of a content that only excluded or distrusted peers have: behind all others, however well it matches. */
const DOUBT = -8
/** Half-life of freshness, in ms. */
const HALF_FRESH_MS = 90 * 86_400_000
/** Speeds in bytes a second that map to 0 and to 1, on a logarithmic scale. */
const [SLOW, FAST] = [100_000, 20_000_000]
/** Number of fully trusted sources that maps to 1. */
const MANY = 32
/** Worth of a source without ratings. */
const UNKNOWN = 0.4

/** The facts about a source that its rank depends on. */
export interface RankedSource {
  decision: Trust['decision']
  /** The robust score; null without evidence. */
  trust: number | null
  online: boolean
  /** Best speed seen, bytes a second; 0 if never. */
  speed: number
}

/** Worth of a source, 0 to 1: at least 0.5 for a trusted one, 0 for an excluded one; halved if it is offline. */
export function sourceWorth({ decision, trust, online }: Pick<RankedSource, 'decision' | 'trust' | 'online'>): number {
  const worth = decision === 'bad' ? 0 : decision === 'good' ? 0.5 + 0.5 * (trust ?? 0) : UNKNOWN
  return online ? worth : worth / 2
}

/** `sourceWorth` from a peer's trust. */
export const sourceWeight = ({ trust, online }: { trust: Trust; online: boolean }): number =>
  sourceWorth({ decision: trust.decision, trust: trust.u, online })

export interface RankInput {
  /** Text relevance, 0 to 1, relative to the best match. */
  relevance: number
  own: boolean
  sources: readonly RankedSource[]
  /** Time since the file was modified, in ms. */
  age: number
}

type Factors = Record<keyof typeof RANK_WEIGHTS, number>

function factors({ relevance, own, sources, age }: RankInput): Factors {
  let best = own ? 0.5 : 0
  let worth = own ? 0.5 : 0
  let speed = 0
  for (const source of sources) {
    const one = sourceWorth(source)
    worth += one
    if (one > best) best = one
    if (source.decision !== 'bad' && source.online && source.speed > speed) speed = source.speed
  }
  return {
    text: Math.max(0, Math.min(1, relevance)),
    trust: best,
    sources: Math.min(1, Math.log2(1 + worth) / Math.log2(1 + MANY)),
    fresh: 2 ** (-Math.max(0, age) / HALF_FRESH_MS),
    speed: speed <= SLOW ? 0 : Math.min(1, Math.log(speed / SLOW) / Math.log(FAST / SLOW)),
  }
}

/** Whether all sources are excluded or distrusted; my own copy is above doubt. */
export function doubted({ own, sources }: Pick<RankInput, 'own' | 'sources'>): boolean {
  return !own && sources.length > 0 && sources.every(({ decision, trust }) => isDoubtful({ decision, u: trust }))
}

/** The score of a content: the weighted sum of its factors, each 0 to 1, less 8 if doubted. Higher is better. */
export function rank(input: RankInput): number {
  const { text, trust, sources, fresh, speed } = factors(input)
  const w = RANK_WEIGHTS
  const points = w.text * text + w.trust * trust + w.sources * sources + w.fresh * fresh + w.speed * speed
  return doubted(input) ? points + DOUBT : points
}

/** The contribution of each factor to a content's score; the same arithmetic as `rank`. */
export function explainRank(input: RankInput, place: number): RankExplanation {
  const values = factors(input)
  const good = input.sources.filter(({ decision }) => decision !== 'bad')
  const from = {
    text: { relevance: values.text },
    trust: {
      best: Math.max(0, ...good.map(({ trust }) => trust ?? 0)),
      trusted: good.filter(({ decision }) => decision === 'good').length,
    },
    sources: { sources: good.length, online: good.filter(({ online }) => online).length },
    fresh: { days: Math.round(Math.max(0, input.age) / 86_400_000) },
    speed: { speed: Math.max(0, ...good.map(({ speed }) => speed)) },
  }
  const names = Object.keys(RANK_WEIGHTS) as (keyof Factors)[]
  const factorsOf: RankExplanation['factors'] = names.map((factor) => ({
    factor,
    value: values[factor],
    weight: RANK_WEIGHTS[factor],
    points: values[factor] * RANK_WEIGHTS[factor],
    from: from[factor],
  }))
  if (doubted(input))
    factorsOf.push({ factor: 'doubt', value: 1, weight: DOUBT, points: DOUBT, from: { best: from.trust.best } })
  return { score: rank(input), place, factors: factorsOf }
}

/** Orders sources by decision (trusted, new, excluded), then online ones first, then by trust. */
export function compareSources(a: { trust: Trust; online: boolean }, b: { trust: Trust; online: boolean }): number {
  const order = { good: 0, new: 1, bad: 2 }
  return (
    order[a.trust.decision] - order[b.trust.decision] ||
    Number(b.online) - Number(a.online) ||
    (b.trust.u ?? 0) - (a.trust.u ?? 0)
  )
}
