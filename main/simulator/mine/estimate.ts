import type { Random } from '../../base/random.ts'
import { DEFAULT_SETTINGS, type ModelSettings } from '../model/settings.ts'
import type { Estimate } from './beta.ts'
import type { NetworkCounts } from './counts.ts'
import { freeGenerosity, generosity } from './generosity.ts'
import { population, type Population } from './population.ts'
import { contribution, returning, transactionsADay, turnover } from './rates.ts'
import { kindShares, type KindShares } from './shares.ts'

/** With less than this there is no forecast. */
const MIN_PEERS = 20
const MIN_RECEIPTS = 200

/** What a forecast still needs. */
export interface Missing {
  what: 'peers' | 'receipts' | 'sightings'
  have: number
  need: number
}

/** Parameters of the simulator as estimated from one node's counts. */
export interface Estimates {
  days: number
  identity: NetworkCounts['identity']
  mode: NetworkCounts['mode']
  missing: Missing[]
  N: Population
  transactionsADay: Estimate
  turnover: Estimate
  returning: Estimate
  x: Estimate
  /** Null if no maximum of generosity from 1 to 20 leads to the x observed. */
  maxGenerosity: (Estimate & { kept: number[] }) | null
  kinds: KindShares
}

/** What is missing for a forecast; sightings are needed for turnover. */
function missing({ peers, receipts, presence }: NetworkCounts): Missing[] {
  const needs: Missing[] = [
    { what: 'peers', have: peers.length, need: MIN_PEERS },
    { what: 'receipts', have: receipts, need: MIN_RECEIPTS },
    { what: 'sightings', have: presence.hasSightings ? 1 : 0, need: 1 },
  ]
  return needs.filter(({ have, need }) => have < need)
}

/** Estimates all parameters. Benefit and returns cannot be observed: the simulator's defaults stand for them. */
export function estimate(counts: NetworkCounts, random: Random): Estimates {
  const lacks = missing(counts)
  const N = population(counts.daysSeen, counts.halves)
  const x = contribution(counts.peers, random)
  const d = turnover(counts.presence)
  const back = returning(counts.presence, counts.identity)
  const kinds = kindShares(counts, { N: Math.round(N.value), turnover: d.value, returning: back.value }, random)
  const daily = transactionsADay(counts, N, random)
  const estimates = {
    days: counts.days,
    identity: counts.identity,
    mode: counts.mode,
    missing: lacks,
    N,
    transactionsADay: daily,
    turnover: d,
    returning: back,
    x,
    kinds,
  }
  return { ...estimates, maxGenerosity: lacks.length > 0 ? null : generosityOf(estimates, random) }
}

function generosityOf(
  {
    x,
    identity,
    kinds,
    N,
    days,
    turnover: d,
    returning: back,
    transactionsADay: daily,
  }: Omit<Estimates, 'maxGenerosity'>,
  random: Random,
): Estimates['maxGenerosity'] {
  if (identity === 'none') {
    return freeGenerosity(x, kinds.draws, random)
  }
  const settings: ModelSettings = {
    ...DEFAULT_SETTINGS,
    identity,
    N: Math.max(2, Math.round(N.value)),
    turnover: d.value,
    returning: back.value,
  }
  return generosity(x, settings, {
    transactions: Math.round(daily.value * days),
    draws: kinds.draws,
    random,
  })
}
