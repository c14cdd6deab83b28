import { grown } from './columns.ts'
import { FULL } from './evidence.ts'
import { SCORE_STEPS } from './paper/state.ts'
import { DUST_STEPS } from './transfer-weight.ts'
import type { View } from './view.ts'

/** Weights are summed as multiples of 1 / PARTS, so that sums do not depend on the order. */
const PARTS = 2 ** 30

/** The evidence on one subject as I weigh it. Plain numbers; reused for each subject. */
export class Tally {
  /**
   * First-hand evidence, with or without a receipt: its amount in full transfers, and that times my mean rating. Good
   * transfers count by their bytes and once for each file, bad ones in full; the mean counts each transfer alike.
   */
  own = 0
  ownSum = 0
  /** Number of my ratings, and of the bad ones. */
  ownCount = 0
  ownBad = 0
  /** The amount that can earn a good standing: bad transfers weigh as little as the good ones do on average. */
  ownEarned = 0
  /** Raters that count, by their newest rating, newest first. */
  raters = 0
  pair = new Int32Array(64)
  weight = new Float64Array(64)
  mean = new Float64Array(64)
  /** Sum of the weights, and of weight * mean. */
  hearsay = 0
  hearsaySum = 0
  /** Bad votes against peers that this subject invited, times its share; see setBlame in robust.ts. */
  blame = 0
  /** Recent votes, newest first; `of` is the rating's number. The last one may count partially. */
  recent = 0
  recentWeight = 0
  vote = new Float64Array(64)
  voteWeight = new Float64Array(64)
  of = new Int32Array(64)
  /** Ignored ratings: by raters without a path from me, and by raters that contradict me. */
  unknown = 0
  contradicting = 0
  unknownRaters = 0
  contradictingRaters = 0

  grow(): void {
    this.pair = grown(this.pair)
    this.weight = grown(this.weight)
    this.mean = grown(this.mean)
  }

  growVotes(): void {
    this.vote = grown(this.vote)
    this.voteWeight = grown(this.voteWeight)
    this.of = grown(this.of)
  }
}

/**
 * By introducer: what flows through it to others for the current subject, and the weight of its own vote. All zero
 * between two calls.
 */
let load = new Float64Array(64)
let own = new Float64Array(64)
/** Routes from me to the current raters: introducer and amount (first in steps, then in parts of a vote). */
let via = new Int32Array(256)
let amount = new Float64Array(256)

function growRoutes(): void {
  via = grown(via)
  amount = grown(amount)
}

/**
 * Weighs all evidence on `subject` into `tally`: O(raters of the subject + paths from me to them).
 *
 * The weight of a rater is min(1, flow(me -> rater) / capacity) * similarity; flow is what the rater earned from me
 * plus what flows over my direct peers, min(c(me, i), c(i, rater)). For one subject, all raters reached through the
 * same i, and the vote of i itself, share the capacity c(me, i), so that any number of identities behind one edge
 * weighs no more than that edge. An edge, and a rater's vote, count transfers by their bytes, up to 1 MiB each (see
 * `dustOf`). The subject introduces nobody, nor does a peer that mostly contradicts me. (Two-hop
 * flow with shared edges: a bounded form of the max-flow of Levien's Advogato, 2000.)
 */
export function weigh(view: View, subject: number, tally: Tally): Tally {
  const { ledger, me, parameters } = view
  const full = parameters.capacity * SCORE_STEPS
  while (load.length < ledger.names.length) {
    load = grown(load)
    own = grown(own)
  }
  clearOwn(tally)
  tally.raters = tally.hearsay = tally.hearsaySum = tally.recent = tally.recentWeight = 0
  tally.blame = 0
  tally.unknown = tally.contradicting = tally.unknownRaters = tally.contradictingRaters = 0
  // First pass: the load of each introducer. tally.weight holds the end of its routes until the second pass.
  let found = 0
  let routes = 0
  const { paths, pathVia, pathAmount, pathNext, introduces, earned } = view
  for (let pair = ledger.newestOf(subject); pair >= 0; pair = ledger.olderOf(pair)) {
    view.work++
    const rater = ledger.raterOf(pair)
    if (rater === me || rater === subject) continue
    const similarity = view.similarity(rater)
    if (similarity === 0) {
      tally.contradictingRaters++
      tally.contradicting += ledger.countOf(pair)
      continue
    }
    const from = routes
    let flow = 0
    // the rater introduces itself for what it earned from me
    if ((earned[rater] ?? 0) > 0) {
      if (routes >= via.length) growRoutes()
      via[routes] = rater
      flow += amount[routes++] = earned[rater] as number
    }
    for (let path = paths[rater] ?? -1; path >= 0; path = pathNext[path] as number) {
      const introducer = pathVia[path] as number
      if (introduces[introducer] === 0 || introducer === subject) continue
      if (routes >= via.length) growRoutes()
      via[routes] = introducer
      flow += amount[routes++] = pathAmount[path] as number
    }
    if (flow <= 0) {
      routes = from
      tally.unknownRaters++
      tally.unknown += ledger.countOf(pair)
      continue
    }
    if (found >= tally.pair.length) tally.grow()
    const believed = similarity * ledger.massOf(pair)
    const scale = (believed / Math.max(flow, full)) * PARTS
    tally.pair[found] = pair
    tally.weight[found] = routes
    own[rater] = Math.round((flow * believed * PARTS) / Math.max(flow, full))
    tally.mean[found++] = ledger.meanOf(pair) / SCORE_STEPS
    for (let route = from; route < routes; route++) {
      const parts = Math.round((amount[route] as number) * scale)
      amount[route] = parts
      if (via[route] !== rater) load[via[route] as number] = (load[via[route] as number] as number) + parts
    }
  }
  view.work += routes
  // Second pass: each part is scaled down where its introducer is overloaded.
  const room = PARTS / full
  for (let i = 0, route = 0; i < found; i++) {
    const end = tally.weight[i] as number
    const rater = ledger.raterOf(tally.pair[i] as number)
    let parts = 0
    for (; route < end; route++) {
      const introducer = via[route] as number
      // the introducer's own vote comes first and uses up its part of the edge
      const limit =
        introducer === rater ? PARTS : Math.max(0, (earned[introducer] as number) * room - (own[introducer] as number))
      const through = introducer === rater ? 0 : (load[introducer] as number)
      parts += through <= limit ? (amount[route] as number) : Math.round(((amount[route] as number) * limit) / through)
    }
    const weight = Math.min(1, parts / PARTS)
    tally.weight[i] = weight
    tally.hearsay += weight
    tally.hearsaySum += weight * (tally.mean[i] as number)
  }
  for (let route = 0; route < routes; route++) load[via[route] as number] = 0
  for (let i = 0; i < found; i++) own[ledger.raterOf(tally.pair[i] as number)] = 0
  tally.raters = found
  countRecent(view, subject, tally)
  return tally
}

/** Sets my first-hand evidence to none. */
export function clearOwn(tally: Tally): void {
  tally.own = tally.ownSum = tally.ownCount = tally.ownBad = tally.ownEarned = 0
}

/**
 * My first-hand evidence. How reliable a peer is shows in the share of good transfers, so that one who serves many
 * small files is not excluded for a few failures; how much it has given shows in bytes.
 */
function countOwn(ledger: View['ledger'], pair: number, tally: Tally): void {
  const count = ledger.countOf(pair) + ledger.weakCountOf(pair)
  const good = (ledger.sumOf(pair) + ledger.weakSumOf(pair)) / SCORE_STEPS
  const dust = ledger.ownDustOf(pair) / DUST_STEPS
  tally.ownCount = count
  tally.ownBad = count - good
  tally.own = count - dust
  if (count === 0) return
  tally.ownSum = (tally.own * good) / count
  tally.ownEarned = good === 0 ? count : count * Math.max(0, 1 - dust / good)
}

/**
 * The votes behind R, what the subject does now: the newest votes, mine (each with weight 1) and others' (the newest of
 * each rater, by its weight), until `recentWeight` full votes are reached. One vote per rater, so that volume cannot
 * displace the votes of others. Where my own latest votes alone reach that weight and are worse, they count instead:
 * praise by others does not hide what I see myself.
 */
function countRecent(view: View, subject: number, tally: Tally): void {
  const { ledger, me, parameters } = view
  const ownPair = ledger.pairOf(me, subject)
  let own = -1
  if (ownPair >= 0) {
    countOwn(ledger, ownPair, tally)
    own = ledger.lastOf(ownPair)
  }
  let other = 0
  while (tally.recentWeight < parameters.recentWeight && (own >= 0 || other < tally.raters)) {
    const heard = other < tally.raters ? ledger.lastFullOf(tally.pair[other] as number) : -1
    // at equal times mine comes first, so that the result does not depend on keys
    const mine = own >= 0 && (heard < 0 || (ledger.time[own] as number) >= (ledger.time[heard] as number))
    const rating = mine ? own : heard
    const weight = Math.min(mine ? 1 : (tally.weight[other] as number), parameters.recentWeight - tally.recentWeight)
    if (mine) own = ledger.before[own] as number
    else other++
    if (weight === 0) continue
    if (tally.recent >= tally.vote.length) tally.growVotes()
    tally.vote[tally.recent] = (ledger.steps[rating] as number) / SCORE_STEPS
    tally.voteWeight[tally.recent] = weight
    tally.of[tally.recent++] = rating
    tally.recentWeight += weight
    view.work++
  }
  if (ownPair >= 0 && tally.ownCount >= parameters.recentWeight) preferOwn(view, ownPair, tally)
}

/** Bad transfers of mine within this many ms are one event here: a laptop that falls asleep stalls several at once. */
const BURST_MS = 60_000

/** Replaces the recent votes by my own latest ones if those are worse. */
function preferOwn({ ledger, parameters }: View, ownPair: number, tally: Tally): void {
  const votes: number[] = []
  let sum = 0
  let failed = Number.POSITIVE_INFINITY
  for (let at = ledger.lastOf(ownPair); at >= 0; at = ledger.before[at] as number) {
    const vote = (ledger.steps[at] as number) / SCORE_STEPS
    const time = ledger.time[at] as number
    if (vote < 0.5) {
      if (failed - time < BURST_MS) continue
      failed = time
    }
    sum += Math.min(1, parameters.recentWeight - votes.length) * vote
    votes.push(at)
    if (votes.length >= parameters.recentWeight) break
  }
  let joint = 0
  for (let i = 0; i < tally.recent; i++) joint += (tally.voteWeight[i] as number) * (tally.vote[i] as number)
  if (votes.length < parameters.recentWeight || sum >= joint) return
  tally.recent = votes.length
  for (const [i, at] of votes.entries()) {
    tally.vote[i] = (ledger.steps[at] as number) / SCORE_STEPS
    tally.voteWeight[i] = Math.min(1, parameters.recentWeight - i)
    tally.of[i] = at
  }
}

/** Bad and good transfers of a subject by my weights: `bad` of all time, `good` after `since` (ms since the epoch). */
export function amendsOf(view: View, subject: number, tally: Tally, since: number): { bad: number; good: number } {
  const { ledger, me, parameters } = view
  let bad = 0
  let good = 0
  const add = (pair: number, weight: number, cap: number): void => {
    let goods = 0
    let bads = 0
    for (let at = ledger.lastOf(pair); at >= 0; at = ledger.before[at] as number) {
      if (ledger.raterOf(pair) !== me && subject !== me && ledger.kind[at] !== FULL) continue
      const value = (ledger.steps[at] as number) / SCORE_STEPS
      bads += 1 - value
      if ((ledger.time[at] as number) > since) goods += value * (1 - (ledger.dust[at] as number) / DUST_STEPS)
      view.work++
    }
    bad += weight * Math.min(bads, cap)
    good += weight * Math.min(goods, cap)
  }
  const own = ledger.pairOf(me, subject)
  if (own >= 0) add(own, 1, Number.POSITIVE_INFINITY)
  for (let i = 0; i < tally.raters; i++) add(tally.pair[i] as number, tally.weight[i] as number, parameters.amendsCap)
  return { bad, good }
}
