import { SCORE_STEPS } from './paper/state.ts'
import { clearOwn, type Tally } from './tally.ts'
import type { View } from './view.ts'

/**
 * Weighs the evidence on myself into `tally`, as others would: each of `raters`, all that ever rated me, has one full
 * vote, except those that mostly contradict me, whom others will hardly believe. My trust in raters says nothing about
 * how they see me, and their first-hand experience counts for them without a receipt. O(r log r) for r raters.
 */
export function mirror(view: View, raters: Iterable<number>, tally: Tally): Tally {
  const { ledger, me, parameters } = view
  clearOwn(tally)
  tally.raters = tally.hearsay = tally.hearsaySum = tally.recent = tally.recentWeight = 0
  tally.blame = 0
  tally.unknown = tally.contradicting = tally.unknownRaters = tally.contradictingRaters = 0
  const newest = (pair: number): number => ledger.time[ledger.lastOf(pair)] as number
  const name = (pair: number): string => ledger.names[ledger.raterOf(pair)] as string
  const pairs = [...raters]
    .map((rater) => ledger.pairOf(rater, me))
    .sort((a, b) => newest(b) - newest(a) || (name(a) < name(b) ? -1 : 1))
  for (const pair of pairs) {
    view.work++
    const count = ledger.countOf(pair) + ledger.weakCountOf(pair)
    if (view.contradicts(ledger.raterOf(pair))) {
      tally.contradictingRaters++
      tally.contradicting += count
      continue
    }
    if (tally.raters >= tally.pair.length) tally.grow()
    const at = tally.raters++
    tally.pair[at] = pair
    tally.weight[at] = 1
    tally.mean[at] = (ledger.sumOf(pair) + ledger.weakSumOf(pair)) / count / SCORE_STEPS
    tally.hearsay++
    tally.hearsaySum += tally.mean[at] as number
    if (tally.recentWeight >= parameters.recentWeight) continue
    if (tally.recent >= tally.vote.length) tally.growVotes()
    const rating = ledger.lastOf(pair)
    const weight = Math.min(1, parameters.recentWeight - tally.recentWeight)
    tally.vote[tally.recent] = (ledger.steps[rating] as number) / SCORE_STEPS
    tally.voteWeight[tally.recent] = weight
    tally.of[tally.recent++] = rating
    tally.recentWeight += weight
  }
  return tally
}
