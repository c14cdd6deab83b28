import type { PeerRow } from '../../../main/contract/peers.ts'

/** Sort key of "last seen": peers online come after all others. */
function seen(peer: PeerRow): number {
  return peer.online ? Number.MAX_SAFE_INTEGER : (peer.lastSeen ?? 0)
}

export type PeerSort = 'name' | 'trust' | 'ratings' | 'shared' | 'exchanged' | 'seen'

/** Descending order of two peers by one column; ties are broken by key, so that equal rows do not swap. */
export function comparePeers(a: PeerRow, b: PeerRow, column: PeerSort): number {
  const order = (() => {
    switch (column) {
      case 'name':
        return (b.name || b.fingerprint).localeCompare(a.name || a.fingerprint)
      case 'trust':
        return (b.trust.u ?? -1) - (a.trust.u ?? -1) || b.trust.count - a.trust.count
      case 'ratings':
        return b.trust.count - a.trust.count || b.trust.raters - a.trust.raters
      case 'shared':
        return b.sharedFiles - a.sharedFiles
      case 'exchanged':
        return b.received + b.given - (a.received + a.given)
      case 'seen':
        return seen(b) - seen(a)
    }
  })()
  return order || (a.publicKey < b.publicKey ? -1 : 1)
}
