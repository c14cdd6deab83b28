import type { Decision } from '../decision.ts'
import type { RobustParameters } from './parameters.ts'
import { scoreTally, type RobustScore, type Shares } from './score.ts'
import { hold, standingOf, type Held } from './decision.ts'
import { amendsOf, type Tally } from '../tally.ts'
import type { View } from '../view.ts'

/** Identifies a rating, so that a page can open its receipt. */
interface RatingName {
  rater: string
  seq: number
  score: number
  time: number
}

/** A part of the score and its source; `part` is its contribution to u. */
interface RobustContribution {
  of:
    | { own: number }
    | { rater: string; weight: number; mean: number }
    | { recent: RatingName; weight: number; own: boolean }
    | { prior: true }
    /** It invited `blame` and shares this many bad votes against that peer; negative. */
    | { blame: string; votes: number }
  part: number
}

/** A reason why ratings of a subject do not count, and how many. */
export interface Ignored {
  reason: 'no-receipt' | 'half-receipt' | 'unknown-rater' | 'contradicts-you'
  count: number
}

/** Key and values of the sentence that explains the standing. */
type SentenceKey = 'blocked' | 'allowed' | 'proof' | 'unknown' | 'new' | 'excluded' | 'good' | 'amends'

/** Language-independent explanation for pages; the contributions sum to `score.u` (if anything counts). */
export interface RobustExplanation {
  mode: 'robust'
  decision: Decision
  /** Input to the next decision. */
  held: Readonly<Held>
  score: RobustScore
  parameters: Readonly<RobustParameters>
  sentence: { key: SentenceKey; values: Record<string, number> }
  /** The two bars and the threshold that currently applies (thetaIn for an excluded peer). */
  bars: { total: number | null; recent: number | null; threshold: number }
  /** R - U; negative if it is getting worse. */
  trend: number
  /** Number of recent votes below one half. */
  recentFailed: number
  contributions: RobustContribution[]
  sources: { you: number; trusted: number; trustedRaters: number; ignored: Ignored[] }
  /** Raters that count, including me if I have rated it. */
  independentRaters: number
  /** Raters that count, heaviest first. */
  raters: { rater: string; count: number; weight: number; mean: number }[]
  /** Heaviest votes: best and worst first, at most five each. */
  strongest: { for: RatingName[]; against: RatingName[] }
  /** Consecutive good transfers that end an exclusion; 0 if not excluded by the rule, null if over 1000. */
  goodUntilReadmitted: number | null
  /** With peers you trust, or with you if those would never suffice or no trusted peer knows it. */
  goodWith: 'trusted' | 'you'
  /** Consecutive failed transfers that would exclude; 0 if excluded by the rule, null if over 1000. */
  badUntilExcluded: number | null
}

const LOOK_AHEAD = 1000
const SHOWN = 5

/** Consecutive hypothetical votes, mine or by raters of average weight, until the rule's decision changes. */
function votesUntil(
  view: View,
  subject: number,
  tally: Tally,
  held: Readonly<Held>,
  value: 0 | 1,
  own: boolean,
): number | null {
  const { parameters } = view
  const weight = own ? 1 : tally.hearsay / tally.raters
  const debt = value === 1 ? amendsOf(view, subject, tally, held.since) : { bad: 0, good: 0 }
  for (let votes = 0; votes <= LOOK_AHEAD; votes++) {
    const score = scoreTally(tally, parameters, undefined, { votes, weight, value, own })
    if (
      value === 0
        ? standingOf(score, parameters) === 'bad'
        : score.low > parameters.thetaIn && debt.good + votes * weight >= parameters.amends * debt.bad
    )
      return votes
  }
  return null
}

/** Why ratings of this subject do not count; `tally` is weighed for it. */
export function ignoredOf(view: View, subject: number, tally: Tally): Ignored[] {
  const { ledger } = view
  // others' first-hand ratings of me count for them with or without a receipt
  const mine = subject === view.me
  const ignored: Ignored[] = [
    { reason: 'no-receipt', count: mine ? 0 : (ledger.bare[subject] ?? 0) - ownWeak(view, subject, 0) },
    { reason: 'half-receipt', count: mine ? 0 : (ledger.half[subject] ?? 0) - ownWeak(view, subject, 1) },
    { reason: 'unknown-rater', count: tally.unknown },
    { reason: 'contradicts-you', count: tally.contradicting },
  ]
  return ignored.filter(({ count }) => count > 0)
}

/**
 * Explains one subject. `tally` is weighed for it, `borne` lists its shared blame, `before` is the standing so far.
 * O(raters + own ratings of it + the look-ahead).
 */
export function explainTally(
  view: View,
  subject: number,
  tally: Tally,
  borne: readonly { subject: string; votes: number }[],
  before: Readonly<Held>,
  wrap: (held: Held['standing']) => Decision,
): RobustExplanation {
  const { ledger, parameters } = view
  const shares: Shares = { own: 0, rater: 0, recent: 0, base: 0 }
  const score = scoreTally(tally, parameters)
  // the parts are those of its own evidence; blame then reduces their sum
  const blameless = scoreTally({ ...tally, blame: 0 }, parameters, shares)
  const mine = subject === view.me
  const held = hold(view, subject, tally, score, before)
  const decision = wrap(held.standing)
  const name = (peer: number): string => ledger.names[peer] as string
  const contributions: RobustContribution[] = []
  const raters: RobustExplanation['raters'] = []
  if (tally.ownCount > 0) contributions.push({ of: { own: tally.ownCount }, part: shares.own * tally.ownSum })
  for (let i = 0; i < tally.raters; i++) {
    const pair = tally.pair[i] as number
    const [weight, mean] = [tally.weight[i] as number, tally.mean[i] as number]
    const rater = name(ledger.raterOf(pair))
    contributions.push({ of: { rater, weight, mean }, part: shares.rater * weight * mean })
    raters.push({ rater, count: ledger.countOf(pair) + (mine ? ledger.weakCountOf(pair) : 0), weight, mean })
  }
  const votes: (RatingName & { weight: number })[] = []
  let recentFailed = 0
  const ratingRater = raterOfRecent(view, subject, tally)
  for (let i = 0; i < tally.recent; i++) {
    const at = tally.of[i] as number
    const weight = tally.voteWeight[i] as number
    const value = tally.vote[i] as number
    const rater = ratingRater.get(at) as number
    const recent = { rater: name(rater), seq: ledger.seq[at] as number, score: value, time: ledger.time[at] as number }
    if (value < 0.5) recentFailed++
    contributions.push({ of: { recent, weight, own: rater === view.me }, part: shares.recent * weight * value })
    votes.push({ ...recent, weight })
  }
  contributions.push({ of: { prior: true }, part: shares.base })
  const taken = (score.u ?? 0) - (blameless.u ?? 0)
  for (const { subject: guest, votes } of borne)
    if (votes > 0) contributions.push({ of: { blame: guest, votes }, part: (taken * votes) / tally.blame })
  raters.sort((a, b) => b.weight - a.weight || (a.rater < b.rater ? -1 : 1))
  const strong = (side: (v: number) => number): RatingName[] =>
    votes
      .filter((v) => side(v.score) > 0.5)
      .sort((a, b) => b.weight * side(b.score) - a.weight * side(a.score) || b.time - a.time)
      .slice(0, SHOWN)
      .map(({ weight: _, ...vote }) => vote)
  const excluded = held.standing === 'bad'
  const heard = tally.hearsay > 0
  const trustedGood = excluded && heard ? votesUntil(view, subject, tally, held, 1, false) : null
  const goodWith = excluded && trustedGood === null && !mine ? 'you' : 'trusted'
  const goodUntilReadmitted = excluded
    ? (trustedGood ?? (mine ? null : votesUntil(view, subject, tally, held, 1, true)))
    : 0
  const ignored = ignoredOf(view, subject, tally)
  const trusted = raters.reduce((sum, { count }) => sum + count, 0)
  return {
    mode: 'robust',
    decision,
    held,
    score,
    parameters,
    contributions,
    raters,
    recentFailed,
    goodUntilReadmitted,
    goodWith,
    sentence: sentenceOf(decision, held, score, tally, recentFailed, parameters, goodUntilReadmitted),
    bars: { total: score.U, recent: score.R, threshold: excluded ? parameters.thetaIn : parameters.thetaOut },
    trend: score.u === null ? 0 : (score.R as number) - (score.U as number),
    sources: { you: tally.ownCount, trusted, trustedRaters: tally.raters, ignored },
    independentRaters: score.raters,
    strongest: { for: strong((v) => v), against: strong((v) => 1 - v) },
    badUntilExcluded: excluded ? 0 : votesUntil(view, subject, tally, held, 0, !heard),
  }
}

/** Raters of the recent votes by number of the rating. */
function raterOfRecent(view: View, subject: number, tally: Tally): Map<number, number> {
  const { ledger, me } = view
  const found = new Map<number, number>()
  for (let i = 0; i < tally.raters; i++) {
    const pair = tally.pair[i] as number
    found.set(subject === me ? ledger.lastOf(pair) : ledger.lastFullOf(pair), ledger.raterOf(pair))
  }
  const own = ledger.pairOf(me, subject)
  for (
    let at = own < 0 ? -1 : ledger.lastOf(own), left = tally.recent;
    at >= 0 && left > 0;
    at = ledger.before[at] as number, left--
  )
    found.set(at, me)
  return found
}

/** Number of my ratings of a subject with that kind of receipt, which count. */
function ownWeak(view: View, subject: number, kind: 0 | 1): number {
  const { ledger, me } = view
  const own = ledger.pairOf(me, subject)
  let count = 0
  for (let at = own < 0 ? -1 : ledger.lastOf(own); at >= 0; at = ledger.before[at] as number)
    if (ledger.kind[at] === kind) count++
  return count
}

function sentenceOf(
  decision: Decision,
  held: Readonly<Held>,
  score: RobustScore,
  tally: Tally,
  failed: number,
  parameters: Readonly<RobustParameters>,
  good: number | null,
): RobustExplanation['sentence'] {
  const values: Record<string, number> = {
    failed,
    recent: tally.recent,
    u: score.u ?? 0,
    low: score.low,
    high: score.high,
    thetaOut: parameters.thetaOut,
    thetaIn: parameters.thetaIn,
    evidence: score.evidence,
    needed: parameters.minEvidence,
    raters: score.raters,
    since: held.since,
  }
  if (good !== null) values.good = good
  if (decision.by === 'user') return { key: decision.excluded ? 'blocked' : 'allowed', values }
  if (decision.by === 'proof') return { key: 'proof', values }
  if (score.u === null) return { key: 'unknown', values }
  if (decision.standing === 'new') return { key: 'new', values }
  // the numbers alone would not exclude it, but it has not made amends yet
  if (decision.excluded) return { key: score.low > parameters.thetaIn ? 'amends' : 'excluded', values }
  return { key: 'good', values }
}
