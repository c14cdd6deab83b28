import type { Random } from '../../base/random.ts'
import { DEFAULT_SETTINGS, type ModelSettings } from '../model/settings.ts'
import { KINDS, RATIONAL, classify } from './classify.ts'
import type { NetworkCounts } from './counts.ts'
import { simulateLedger } from './ledger.ts'
import { withShares } from './settings.ts'

/** Generosity is not known yet: ledgers with each of these. */
const GENEROSITIES = [3, 5, 8, 14] as const
/** Peers and transactions of a simulated ledger. */
const MAX_PEERS = 200
const MAX_TRANSACTIONS = 6000
/** Every kind has at least this share, so that its row is known. */
const LEAST = 0.05

/** The classes of a peer: the kinds, then "unknown" for too few services. */
const CLASSES = KINDS + 1

/** How many peers are in each class. */
export function classCounts(counts: NetworkCounts): number[] {
  const classes = Array.from({ length: CLASSES }, () => 0)
  for (const peer of counts.peers) classes[classify(peer) ?? KINDS]!++
  return classes
}

/**
 * How often peers of each kind are taken for each class: M[kind][class], as counts, one matrix for each maximum of
 * generosity. The classifier runs on simulated ledgers with these shares of kinds, of the same rules, turnover and
 * services a peer as the one observed.
 */
export function confusions(
  counts: NetworkCounts,
  { N, turnover, returning, shares }: { N: number; turnover: number; returning: number; shares: readonly number[] },
  random: Random,
): number[][][] {
  const peers = Math.max(20, Math.min(MAX_PEERS, N))
  const perPeer = counts.requests.reduce((a, b) => a + b, 0) / Math.max(1, counts.requests.length)
  const transactions = Math.max(peers, Math.min(MAX_TRANSACTIONS, Math.round((peers * perPeer) / 2)))
  const services = counts.peers.reduce((sum, { outcomes }) => sum + outcomes.length, 0) / Math.max(1, N)
  const seen = Math.min(1, Math.max(0.02, services / Math.max(1, (2 * transactions) / peers)))
  const free = 1 - KINDS * LEAST
  const settings: ModelSettings = withShares(
    {
      ...DEFAULT_SETTINGS,
      identity: counts.identity,
      N: peers,
      turnover: Number.isFinite(turnover) ? turnover : DEFAULT_SETTINGS.turnover,
      returning: Number.isFinite(returning) ? returning : DEFAULT_SETTINGS.returning,
      transactions,
      traitorFrom: Math.round(transactions / 2),
      traitorTo: 2 * transactions,
    },
    shares.map((share) => LEAST + free * share),
  )
  return GENEROSITIES.map((maxGenerosity) => {
    const { counts: found, kinds } = simulateLedger({ ...settings, maxGenerosity }, random.int(2 ** 32), { seen })
    const rows = Array.from({ length: KINDS }, () => Array.from({ length: CLASSES }, () => 0))
    found.peers.forEach((peer, i) => {
      const row = rows[kinds[i] ?? RATIONAL] as number[]
      const at = classify(peer) ?? KINDS
      row[at] = (row[at] ?? 0) + 1
    })
    return rows
  })
}
