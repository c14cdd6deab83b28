import type { Logs } from '../log/logs.ts'
import type { Overlay } from '../overlay/overlay.ts'
import type { Peers } from '../peers/peers.ts'
import type { Ratings } from '../ratings/ratings.ts'

/** Rating logs followed at a time, those of connected peers included. */
const MOST_LOGS = 512

/**
 * Follows the catalogue of each connected peer, and the rating log of everybody met, connected or not, within a budget: whoever of the
 * neighbours has such a log serves it. Logs are read on from where the store has come to.
 */
export function followPeers({ overlay, logs, peers, ratings }: { overlay: Overlay; logs: Logs; peers: Peers; ratings: Ratings }): void {
  const followRatings = (key: string): void =>
    logs.ratings.follow(key, ratings.position(key), (peer, from, blocks) => ratings.ingest(peer, from, blocks))
  /** Makes room: who has been away longest is followed no longer. */
  const keepBudget = (): void => {
    const { following } = logs.ratings
    if (following.length <= MOST_LOGS) return
    const away = following.filter((key) => !overlay.peers.has(key)).sort((a, b) => (peers.get(a)?.lastSeen ?? 0) - (peers.get(b)?.lastSeen ?? 0))
    for (const key of away.slice(0, following.length - MOST_LOGS)) void logs.ratings.unfollow(key)
  }
  for (const { key } of peers.all().sort((a, b) => b.lastSeen - a.lastSeen).slice(0, MOST_LOGS)) followRatings(key)
  overlay.onConnection((stream) => logs.replicate(stream))
  overlay.on('peer', ({ key, hello }) => {
    peers.joined(key, hello.name)
    if (!logs.ratings.following.includes(key)) followRatings(key)
    keepBudget()
    logs.catalogue.follow(key, hello.catalogueKey)
  })
  overlay.on('hello', ({ key, hello }) => {
    peers.joined(key, hello.name)
    logs.catalogue.follow(key, hello.catalogueKey)
  })
  overlay.on('peerLeft', ({ key }) => {
    peers.left(key)
    void logs.catalogue.unfollow(key)
  })
  ratings.events.on('rebuilt', () => {
    for (const key of logs.ratings.following) followRatings(key)
  })
}
