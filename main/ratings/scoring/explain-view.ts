import type { ExplanationView, NamedPeer, Sentence } from '../../contract/peers.ts'
import type { Explanation } from '../../reputation/paper/explanation.ts'
import type { RobustExplanation } from '../../reputation/robust/explanation.ts'
import type { RatingReason } from '../../domain/reasons.ts'

const MAX_RATERS = 100
const SHOWN = 5
const MAX_CONTRIBUTIONS = 200

/** The inputs of an explanation besides the result of the model. */
export interface ExplainContext {
  me: string
  named(peer: string): NamedPeer
  /** Mean of a rater's ratings of the subject. */
  mean(rater: string): number
  /** Ratings of the subject by rater and reason. */
  reasons: readonly { rater: string; reason: RatingReason; count: number; full: number }[]
  /** When the subject was excluded and when the user's decision ends, ms since the epoch; null if neither. */
  since: number | null
  until: number | null
}

type Part = ExplanationView['contributions'][number]
const nothing = { peer: null, seq: null, time: null, value: null, weight: null, count: null }

/** An explanation of either mode for pages: keys of sentences, numbers and named peers. */
export function explainView(explanation: Explanation | RobustExplanation, context: ExplainContext): ExplanationView {
  const { since, until } = context
  const view = explanation.mode === 'paper' ? paperView(explanation, context) : robustView(explanation, context)
  const values: Record<string, number> = { ...view.sentence.values, since: since ?? 0 }
  if (until !== null) values.until = until
  return { ...view, sentence: { key: view.sentence.key, values } }
}

/**
 * Sums the reasons given by some raters; `full` counts only ratings with a receipt signed by both sides, since others
 * have no weight as hearsay.
 */
function sumReasons(
  context: ExplainContext,
  ofRater: (rater: string) => boolean,
  which: 'count' | 'full' = 'count',
): { reason: RatingReason; count: number }[] {
  const sums = new Map<RatingReason, number>()
  for (const { rater, reason, [which]: count } of context.reasons)
    if (count > 0 && ofRater(rater)) sums.set(reason, (sums.get(reason) ?? 0) + count)
  return [...sums].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count)
}

type RatingKey = { rater: string; seq: number; score: number; time: number }
type RatingRef = ExplanationView['strongest']['for'][number]

/** A rating as explanations refer to it. */
function ratingRef({ rater, seq, score, time }: RatingKey, { me, named }: ExplainContext): RatingRef {
  return { rater: named(rater), own: rater === me, seq, score, time }
}

function robustView(e: RobustExplanation, context: ExplainContext): ExplanationView {
  const { me, named } = context
  const { parameters, sources } = e
  const trusted = new Set(e.raters.map(({ rater }) => rater))
  const ref = (rating: RatingKey): RatingRef => ratingRef(rating, context)
  const contributions = e.contributions.map(({ of, part }): Part => {
    if ('own' in of && !('recent' in of))
      return { ...nothing, kind: 'own', peer: named(me), weight: 1, count: of.own, part }
    if ('recent' in of)
      return {
        kind: 'recent',
        peer: named(of.recent.rater),
        seq: of.recent.seq,
        time: of.recent.time,
        value: of.recent.score,
        weight: of.weight,
        count: 1,
        part,
      }
    if ('blame' in of) return { ...nothing, kind: 'blame', peer: named(of.blame), part }
    if ('rater' in of)
      return { ...nothing, kind: 'rater', peer: named(of.rater), value: of.mean, weight: of.weight, part }
    return { ...nothing, kind: 'prior', part }
  })
  const readmit = e.decision.excluded
  const numbers: Record<string, number> = {}
  for (const [name, value] of Object.entries(parameters)) if (typeof value === 'number') numbers[name] = value
  return {
    mode: 'robust',
    sentence: { key: e.sentence.key, values: e.sentence.values },
    bars: e.bars,
    trend: e.trend,
    confidence: e.score.confidence,
    sources: {
      you: { count: sources.you, reasons: sumReasons(context, (rater) => rater === me) },
      trusted: {
        count: sources.trusted,
        raters: sources.trustedRaters,
        reasons: sumReasons(context, (rater) => trusted.has(rater), 'full'),
      },
      ignored: { count: sources.ignored.reduce((sum, { count }) => sum + count, 0), reasons: sources.ignored },
    },
    raters: e.raters
      .slice(0, MAX_RATERS)
      .map(({ rater, count, weight, mean }) => ({ peer: named(rater), own: rater === me, count, weight, mean })),
    strongest: { for: e.strongest.for.map(ref), against: e.strongest.against.map(ref) },
    contributions: bounded(contributions),
    whatWouldChange: change(e, readmit ? e.goodWith : sources.trustedRaters > 0 ? 'trusted' : 'you'),
    parameters: numbers,
  }
}

function paperView(e: Explanation, context: ExplainContext): ExplanationView {
  const { me, named } = context
  const { score, parameters, decision } = e
  const { exclusionThreshold: threshold } = parameters
  const votes = e.contributions.flatMap(({ of }) => ('rating' in of ? [of.rating] : []))
  const ref = (rating: RatingKey): RatingRef => ratingRef(rating, context)
  const mine = e.raters.find(({ rater }) => rater === me)?.count ?? 0
  const values: Record<string, number> = {
    u: score.u ?? 0,
    low: score.u ?? 0,
    high: score.u ?? 0,
    thetaOut: threshold,
    thetaIn: threshold,
    failed: e.recentFailed,
    recent: score.recentCount,
    evidence: score.count,
    needed: parameters.minRatings,
    raters: score.raters,
  }
  if (decision.excluded && e.goodUntilReadmitted !== null) values.good = e.goodUntilReadmitted
  return {
    mode: 'paper',
    sentence: { key: paperSentence(e), values },
    bars: { total: score.U, recent: score.R, threshold },
    trend: e.trend,
    confidence: score.confidence,
    sources: {
      you: { count: mine, reasons: sumReasons(context, (rater) => rater === me) },
      trusted: {
        count: score.count - mine,
        raters: e.raters.length - (mine > 0 ? 1 : 0),
        reasons: sumReasons(context, (rater) => rater !== me),
      },
      ignored: { count: 0, reasons: [] },
    },
    raters: e.raters.slice(0, MAX_RATERS).map(({ rater, count }) => ({
      peer: named(rater),
      own: rater === me,
      count,
      weight: 1,
      mean: context.mean(rater),
    })),
    strongest: {
      for: votes
        .filter(({ score }) => score > 0.5)
        .slice(0, SHOWN)
        .map(ref),
      against: votes
        .filter(({ score }) => score < 0.5)
        .slice(0, SHOWN)
        .map(ref),
    },
    contributions: e.contributions.map(({ of, part }): Part =>
      'rating' in of
        ? {
            kind: 'recent',
            peer: named(of.rating.rater),
            seq: of.rating.seq,
            time: of.rating.time,
            value: of.rating.score,
            weight: 1,
            count: 1,
            part,
          }
        : { ...nothing, kind: 'older', count: of.older, part },
    ),
    whatWouldChange: change(e, 'anybody'),
    parameters: { ...parameters },
  }
}

/**
 * How many transfers would change the decision; null if it is the user's or rests on a proof, which none can change.
 */
function change(
  { decision, goodUntilReadmitted, badUntilExcluded }: Explanation | RobustExplanation,
  whom: ExplanationView['whatWouldChange']['with'],
): ExplanationView['whatWouldChange'] {
  const direction = decision.excluded ? 'readmit' : 'exclude'
  const count = decision.by !== 'rule' ? null : decision.excluded ? goodUntilReadmitted : badUntilExcluded
  return { direction, count, with: whom }
}

function paperSentence({ decision, score }: Explanation): Sentence['key'] {
  if (decision.by === 'user') return decision.excluded ? 'blocked' : 'allowed'
  if (decision.by === 'proof') return 'proof'
  if (score.u === null) return 'unknown'
  if (decision.standing === 'new') return 'new'
  return decision.excluded ? 'excluded' : 'good'
}

/** Bounds the list: the largest parts one by one, the rest as one row, so that the sum stays the same. */
function bounded(parts: Part[]): Part[] {
  if (parts.length <= MAX_CONTRIBUTIONS) return parts
  const ordered = parts.toSorted((a, b) => Math.abs(b.part) - Math.abs(a.part))
  const rest = ordered.slice(MAX_CONTRIBUTIONS - 1)
  return [
    ...ordered.slice(0, MAX_CONTRIBUTIONS - 1),
    { ...nothing, kind: 'older', count: rest.length, part: rest.reduce((sum, { part }) => sum + part, 0) },
  ]
}
