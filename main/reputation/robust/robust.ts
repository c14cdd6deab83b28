import { withOverrides, type Decision, type Overrides } from '../decision.ts'
import { KIND_CODES, receiptKey, type Evidence, type Folded } from '../evidence.ts'
import { Ledger } from '../ledger.ts'
import { mirror } from '../mirror.ts'
import { checkRating } from '../rating.ts'
import { hold, NEW, type Held } from './decision.ts'
import { explainTally, ignoredOf, type Ignored, type RobustExplanation } from './explanation.ts'
import { checkRobustParameters, ROBUST_DEFAULTS, type RobustParameters } from './parameters.ts'
import { scoreTally, type RobustScore } from './score.ts'
import { Tally, weigh } from '../tally.ts'
import { dustOf } from '../transfer-weight.ts'
import { View } from '../view.ts'

/**
 * All evidence as one peer sees it in robust mode. Everything is computed from the ratings folded so far, in any order;
 * only standings have a memory, which the caller passes in and out.
 */
export interface RobustView {
  readonly me: string
  readonly parameters: Readonly<RobustParameters>
  readonly ledger: Ledger
  readonly view: View
  /** Numbers of receipts by rater, subject and nonce. */
  readonly receipts: Map<string, number>
  /** Peers whose scores may have changed, and raters whose weight may have; see takeChanged. */
  readonly changed: { subjects: Set<number>; raters: Set<number> }
  /** My raters; my own score shows how they see me. */
  readonly mine: Set<number>
  /** By peer: whose bad evidence it shares and what fraction, and the inverse. */
  readonly blame: { of: Map<string, { subject: string; fraction: number }[]>; by: Map<string, Set<string>> }
  readonly tally: Tally
}

/** A view without evidence for the key `me`. Throws HyobanError BAD_INPUT for parameters out of range. */
export function createView(me: string, parameters: Readonly<RobustParameters> = ROBUST_DEFAULTS): RobustView {
  checkRobustParameters(parameters)
  const ledger = new Ledger()
  return {
    me,
    parameters,
    ledger,
    view: new View(ledger, ledger.peer(me), parameters),
    receipts: new Map(),
    changed: { subjects: new Set(), raters: new Set() },
    mine: new Set(),
    blame: { of: new Map(), by: new Map() },
    tally: new Tally(),
  }
}

/**
 * Adds one rating, in place, in any order; each (rater, seq) once. Costs O(1) for a rating by another peer (plus the
 * paths to its subject if I trust the rater) and O(raters + rated subjects of the subject) for one by me; see View. A
 * later rating for the same receipt replaces the earlier one. Throws HyobanError BAD_INPUT for numbers out of range;
 * the view is then unchanged.
 */
export function fold(trust: RobustView, rating: Evidence): Folded {
  checkRating(rating)
  const { ledger, view, receipts, changed } = trust
  const key = receiptKey(rating)
  let receipt = -1
  if (key !== null) {
    receipt = receipts.get(key) ?? receipts.size
    if (receipt === receipts.size) receipts.set(key, receipt)
  }
  const rater = ledger.peer(rating.rater)
  const subject = ledger.peer(rating.subject)
  const { score, time, seq } = rating
  const lack = dustOf(rating.bytes ?? null, trust.parameters.fullBytes)
  const file = ledger.files.numberOf(rater, subject, rating.file)
  const folded = ledger.add(rater, subject, score, time, seq, KIND_CODES[rating.receipt], receipt, lack, file)
  if (folded === 'superseded') return folded
  view.apply(ledger.change)
  changed.subjects.add(subject)
  if (subject === view.me && rater !== view.me) trust.mine.add(rater)
  if (rater === view.me) {
    // its other raters now agree more or less with me, and its subjects are closer or farther
    for (let pair = ledger.newestOf(subject); pair >= 0; pair = ledger.olderOf(pair))
      changed.raters.add(ledger.raterOf(pair))
    for (let pair = ledger.given[subject] as number; pair >= 0; pair = ledger.nextGivenOf(pair))
      changed.raters.add(ledger.subjectOf(pair))
    changed.raters.add(subject)
  } else {
    if ((view.opinion[subject] as number) >= 0) changed.raters.add(rater)
    if ((view.earned[rater] as number) > 0) changed.raters.add(subject)
  }
  return folded
}

/**
 * Replaces the shares of blame: `fraction` of the bad evidence against each subject (failed first-hand transfers and
 * bad means of its raters, as I weigh them) counts as bad hearsay against its inviter. takeChanged then lists all peers
 * concerned.
 */
export function setBlame(
  trust: RobustView,
  shares: Iterable<{ subject: string; inviter: string; fraction: number }>,
): void {
  const { blame, changed, ledger } = trust
  for (const inviter of blame.of.keys()) changed.subjects.add(ledger.peer(inviter))
  blame.of.clear()
  blame.by.clear()
  for (const { subject, inviter, fraction } of shares) {
    if (subject === inviter || !(fraction > 0 && fraction <= 1)) continue
    const borne = blame.of.get(inviter)
    if (borne) borne.push({ subject, fraction })
    else blame.of.set(inviter, [{ subject, fraction }])
    const bearers = blame.by.get(subject)
    if (bearers) bearers.add(inviter)
    else blame.by.set(subject, new Set([inviter]))
    changed.subjects.add(ledger.peer(inviter))
  }
}

/**
 * Returns the peers whose score may have changed since the last call: rated peers, and subjects of raters whose weight
 * changed. O(subjects of those raters). The share of one rater in an introducer may shift others slightly: the list
 * also contains those that share a subject with it only through the subject itself.
 */
export function takeChanged(trust: RobustView): string[] {
  const { ledger, changed } = trust
  for (const rater of changed.raters) {
    for (let pair = ledger.given[rater] as number; pair >= 0; pair = ledger.nextGivenOf(pair))
      changed.subjects.add(ledger.subjectOf(pair))
    // the standing of an introducer with me affects all peers that it introduces
    if ((trust.view.earned[rater] as number) === 0) continue
    for (let pair = ledger.given[rater] as number; pair >= 0; pair = ledger.nextGivenOf(pair)) {
      const introduced = ledger.subjectOf(pair)
      for (let next = ledger.given[introduced] as number; next >= 0; next = ledger.nextGivenOf(next))
        changed.subjects.add(ledger.subjectOf(next))
    }
  }
  const names = [...changed.subjects].map((id) => ledger.names[id] as string)
  const bearers = names.flatMap((name) => [...(trust.blame.by.get(name) ?? [])])
  for (const bearer of new Set(bearers)) if (!changed.subjects.has(ledger.find(bearer))) names.push(bearer)
  changed.subjects.clear()
  changed.raters.clear()
  return names
}

/**
 * The score of one peer with its interval; O(its raters + my paths to them). For myself: as others would see me, see
 * mirror.ts.
 */
export function score(trust: RobustView, subject: string): RobustScore {
  return scoreTally(weighed(trust, subject), trust.parameters)
}

/**
 * The decision on a peer. `before` is the `held` of the last decision on it; without it, an exclusion that the numbers
 * alone no longer require is forgotten. Keep `held` for the next decision.
 */
export function decide(
  trust: RobustView,
  subject: string,
  before: Readonly<Held> = NEW,
  overrides: Overrides = {},
): Decision & { held: Readonly<Held> } {
  const tally = weighed(trust, subject)
  const held = hold(trust.view, trust.ledger.find(subject), tally, scoreTally(tally, trust.parameters), before)
  return { ...withOverrides(held.standing, overrides), held }
}

/** Explains the standing of a peer: plain data, no texts. `before` as for decide. */
export function explain(
  trust: RobustView,
  subject: string,
  before: Readonly<Held> = NEW,
  overrides: Overrides = {},
): RobustExplanation {
  const borne = blameOf(trust, subject)
  const tally = weighed(trust, subject, borne)
  return explainTally(trust.view, trust.ledger.find(subject), tally, borne, before, (standing) =>
    withOverrides(standing, overrides),
  )
}

/** Ratings of a peer that do not count in my view, by reason; the same numbers as in its explanation. */
export function ignored(trust: RobustView, subject: string): Ignored[] {
  return ignoredOf(trust.view, trust.ledger.find(subject), weighed(trust, subject))
}

/** The weight of a rater for me, 0 .. 1, what it consists of, and the number of common subjects. */
export function credibilityOf(
  trust: RobustView,
  rater: string,
): { weight: number; similarity: number; flow: number; common: number } {
  const { ledger, view, parameters } = trust
  const id = ledger.find(rater)
  if (id < 0 || id === view.me)
    return { weight: id < 0 ? 0 : 1, similarity: id < 0 ? 0 : 1, flow: id < 0 ? 0 : parameters.capacity, common: 0 }
  const flow = view.flow(id)
  const similarity = view.similarity(id)
  return {
    weight: Math.min(1, flow / parameters.capacity) * similarity,
    similarity,
    flow,
    common: view.commonOf(id),
  }
}

/** The blame that a peer shares: bad votes against peers it invited, as I weigh them, times its fraction. */
function blameOf({ view, ledger, tally, blame }: RobustView, peer: string): { subject: string; votes: number }[] {
  return (blame.of.get(peer) ?? []).map(({ subject, fraction }) => {
    const { ownBad, hearsay, hearsaySum } = weigh(view, ledger.find(subject), tally)
    return { subject, votes: fraction * (ownBad + hearsay - hearsaySum) }
  })
}

function weighed(trust: RobustView, subject: string, borne = blameOf(trust, subject)): Tally {
  const { view, ledger, tally } = trust
  const id = ledger.find(subject)
  if (id === view.me) mirror(view, trust.mine, tally)
  else weigh(view, id, tally)
  tally.blame = borne.reduce((sum, { votes }) => sum + votes, 0)
  return tally
}
