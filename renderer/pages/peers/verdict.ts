import type { PeerDetail, PeerRow } from '../../../main/contract/peers.ts'

const LOOK_AHEAD = 1000

/** What `ratingsToChange` needs of a peer's page. */
export type Evidence = Pick<PeerDetail, 'formula'> & { peer: { trust: PeerRow['trust'] }; ratings: readonly { score: number }[] }

/**
 * Ratings of `score` in a row after which the decision turns over: an excluded peer (score 1) comes back, another (score 0)
 * is excluded. Null if it takes more than a thousand, or never happens.
 */
export function ratingsToChange({ peer, ratings, formula }: Evidence, score: 0 | 1): number | null {
  const { weightTotal, weightRecent, recentWindow, minRatings, exclusionThreshold } = formula
  const recent = ratings.slice(0, recentWindow).map((rating) => rating.score)
  let sum = (peer.trust.total ?? 0) * peer.trust.count
  let recentSum = recent.reduce((all, value) => all + value, 0)
  let count = peer.trust.count
  for (let given = 0; given <= LOOK_AHEAD; given++) {
    const u = count === 0 ? 1 : weightTotal * (sum / count) + weightRecent * (recentSum / Math.max(1, recent.length))
    const excluded = count >= minRatings && u < exclusionThreshold
    if (excluded === (score === 0)) return given
    sum += score
    count++
    recent.unshift(score)
    recentSum += score
    if (recent.length > recentWindow) recentSum -= recent.pop() ?? 0
  }
  return null
}

/** How many of the recent ratings are below one half, and how many recent ratings there are. */
export function recentFailures({ ratings, formula }: Evidence): { failed: number; of: number } {
  const recent = ratings.slice(0, formula.recentWindow)
  return { failed: recent.filter((rating) => rating.score < 0.5).length, of: recent.length }
}

/** When a peer was last seen, with those online after all others. */
function seen(peer: PeerRow): number {
  return peer.online ? Number.MAX_SAFE_INTEGER : (peer.lastSeen ?? 0)
}

export type PeerSort = 'name' | 'trust' | 'ratings' | 'shared' | 'exchanged' | 'seen'

/** Descending order of two peers by one column; ties by key, so that equal rows do not change places. */
export function comparePeers(a: PeerRow, b: PeerRow, column: PeerSort): number {
  const order = (() => {
    switch (column) {
      case 'name': return (b.name || b.fingerprint).localeCompare(a.name || a.fingerprint)
      case 'trust': return (b.trust.u ?? -1) - (a.trust.u ?? -1) || b.trust.count - a.trust.count
      case 'ratings': return b.trust.count - a.trust.count || b.trust.raters - a.trust.raters
      case 'shared': return b.sharedFiles - a.sharedFiles
      case 'exchanged': return b.received + b.given - (a.received + a.given)
      case 'seen': return seen(b) - seen(a)
    }
  })()
  return order || (a.publicKey < b.publicKey ? -1 : 1)
}
