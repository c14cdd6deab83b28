import type { Random } from '../../base/random.ts'
import type { Records } from '../model/records.ts'
import { DEFAULT_SETTINGS, type ModelSettings } from '../model/settings.ts'
import { RATIONAL, classify } from './classify.ts'
import type { NetworkCounts } from './counts.ts'
import type { Estimates } from './estimate.ts'
import { drawPopulation } from './population.ts'
import { beta, normal } from './sampling.ts'

/** What a run of the own network starts from. */
export interface Start {
  settings: ModelSettings
  initial: Records
}

const WORDS = 2 ** 32
/** Ratings that a record of a run can hold singly. */
const RECENT = 28

/** Values of the parameters for one run. */
interface Values {
  N: number
  turnover: number
  returning: number
  maxGenerosity: number
  x: number
  shares: readonly number[]
}

/** The estimates themselves. */
function best({ N, turnover, returning, maxGenerosity, x, kinds }: Estimates): Values {
  return {
    N: Math.max(2, Math.round(N.value)),
    turnover: turnover.value,
    returning: returning.value,
    maxGenerosity: maxGenerosity?.value ?? DEFAULT_SETTINGS.maxGenerosity,
    x: x.value,
    shares: kinds.shares.map(({ value }) => value),
  }
}

/** Values drawn from what is not known about each estimate. */
function drawn(found: Estimates, { presence }: NetworkCounts, random: Random): Values {
  const { joins, known, requests } = presence
  const joinShare = beta(random, joins + 0.5, requests + 0.5)
  const { kept } = found.maxGenerosity ?? { kept: [DEFAULT_SETTINGS.maxGenerosity] }
  const x = found.x.value + ((found.x.high - found.x.low) / 3.92) * normal(random)
  return {
    N: drawPopulation(found.N, random),
    turnover: Math.min(1, joinShare / (1 - joinShare)),
    returning: beta(random, known + 0.5, joins - known + 0.5),
    maxGenerosity: kept[random.int(kept.length)] as number,
    x: Math.min(1, Math.max(0.01, x)),
    shares: found.kinds.draws[random.int(found.kinds.draws.length)] as number[],
  }
}

/**
 * The start of one run: known peers with their records, unknown ones by the shares of kinds and without a history. With
 * `random`, every parameter is drawn from its uncertainty; without, the estimates stand.
 */
export function startOf(counts: NetworkCounts, found: Estimates, random: Random, isDrawn: boolean): Start {
  const values = isDrawn ? drawn(found, counts, random) : best(found)
  const N = Math.max(values.N, 2)
  const settings: ModelSettings = {
    ...DEFAULT_SETTINGS,
    identity: counts.identity,
    N,
    turnover: values.turnover,
    returning: values.returning,
    maxGenerosity: values.maxGenerosity,
    transactions: 1_000_000_000,
    traitorFrom: 0,
    traitorTo: 1_000_000_000,
  }
  const initial: Required<Pick<Records, 'generosity'>> & Records = {
    kinds: new Uint8Array(N),
    count: new Int32Array(N),
    bad: new Int32Array(N),
    recent: new Int32Array(N),
    excluded: new Uint8Array(N),
    generosity: new Int32Array(N),
    x: values.x,
  }
  const cost = Math.min(1, 1 / (values.maxGenerosity * values.x))
  for (let slot = 0; slot < N; slot++) {
    const peer = counts.peers[slot]
    const kind = peer && classify(peer)
    initial.kinds[slot] = kind ?? pickKind(values.shares, random)
    if (!peer) continue
    const { outcomes } = peer
    initial.excluded[slot] = Number(peer.excluded)
    initial.count[slot] = outcomes.length
    initial.bad[slot] = outcomes.reduce((sum, served) => sum + 1 - served, 0)
    const last = outcomes.subarray(-RECENT)
    initial.recent[slot] = last.reduce((bits, served) => (bits << 1) | served, 0)
    if (initial.kinds[slot] !== RATIONAL || last.length === 0) continue
    // as generous as its latest service says
    const serves = last.at(-1) === 1
    const share = serves ? cost + (1 - cost) * random.next() : cost * random.next()
    initial.generosity[slot] = Math.max(1, Math.min(WORDS - 1, Math.floor(share * WORDS))) | 0
  }
  return { settings, initial }
}

function pickKind(shares: readonly number[], random: Random): number {
  let left = random.next()
  for (let kind = 0; kind < shares.length; kind++) {
    left -= shares[kind] as number
    if (left < 0) return kind
  }
  return RATIONAL
}
