import type { Logs } from '../log/logs.ts'
import type { Overlay } from '../overlay/overlay.ts'
import type { Peers } from '../peers/peers.ts'
import type { Ratings } from '../ratings/ratings.ts'

/** Follows the rating log and the catalogue of each connected peer, from where the store has read so far. */
export function followPeers({ overlay, logs, peers, ratings }: { overlay: Overlay; logs: Logs; peers: Peers; ratings: Ratings }): void {
  const followRatings = (key: string): void =>
    logs.ratings.follow(key, ratings.position(key), (peer, from, blocks) => ratings.ingest(peer, from, blocks))
  overlay.onConnection((stream) => logs.replicate(stream))
  overlay.on('peer', ({ key, hello }) => {
    peers.joined(key, hello.name)
    followRatings(key)
    logs.catalogue.follow(key, hello.catalogueKey)
  })
  overlay.on('hello', ({ key, hello }) => {
    peers.joined(key, hello.name)
    logs.catalogue.follow(key, hello.catalogueKey)
  })
  overlay.on('peerLeft', ({ key }) => {
    peers.left(key)
    void logs.ratings.unfollow(key)
    void logs.catalogue.unfollow(key)
  })
  ratings.events.on('rebuilt', () => {
    for (const key of logs.ratings.following) followRatings(key)
  })
}
