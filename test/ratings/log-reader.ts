import { systemClock } from '../../main/base/clock.ts'
import type { LogsOptions } from '../../main/logs/logs.ts'
import type { Overlay } from '../../main/network/overlay.ts'
import { PeerRegistry } from '../../main/peers/peers.ts'
import { trackPresence } from '../../main/peers/presence.ts'
import { LogSubscriptions } from '../../main/ratings/ingest/log-subscriptions.ts'
import { LogRestarts } from '../../main/ratings/restarts/log-restarts.ts'
import type { TrustMode } from '../../main/ratings/ports.ts'
import { encodeRating } from '../../main/ratings/ingest/rating-block.ts'
import { SqlitePeerStore } from '../../main/store/peer-store.ts'
import { makeOverlay } from '../helpers/overlay.ts'
import { beforeCleaning, type Book, keyPair, openBook, person, ratingBlock } from './people.ts'

/**
 * A node that reads the rating logs of its peers, and does nothing else. `met`: keys met before, the first one longest
 * ago, of which each has given this node `received` bytes.
 */
export async function makeLogReader(
  bootstrap: string[],
  community: string,
  {
    limits,
    mode = 'paper',
    met = [],
    received = 0,
  }: { limits?: LogsOptions['limits']; mode?: TrustMode; met?: string[]; received?: number } = {},
): Promise<Book & { overlay: Overlay }> {
  const book = await openBook('reader', { clock: systemClock, mode, ...(limits && { limits }) })
  const store = new SqlitePeerStore(book.database)
  for (const [n, key] of met.entries())
    store.save({ key, name: `met ${n}`, firstSeen: n, lastSeen: n, given: 0, received, excludedSince: null })
  const peers = new PeerRegistry(store, systemClock)
  const overlay = makeOverlay(bootstrap, 'Reader', { community, keyPair: keyPair('reader') })
  const { logs, ratings } = book
  overlay.onConnection((stream) => logs.replicate(stream))
  trackPresence(overlay, peers)
  new LogSubscriptions({
    self: person('reader').publicKey,
    logs: logs.ratings,
    restarts: new LogRestarts({
      store: { all: () => [], save: () => {} },
      signer: person('reader'),
      clock: systemClock,
    }),
    ratings,
    peers,
    overlay,
    maxLogBlocks: 100_000,
    log: () => {},
  })
  beforeCleaning(() => overlay.destroy())
  return { ...book, overlay }
}

/** The key of a peer that does not exist. */
export const madeUp = (n: number): string => n.toString(16).padStart(64, '0')

/** Ratings by hand of made-up peers, each as long as a rating without a receipt can be. */
export function longRatings(from: number, to: number): Uint8Array[] {
  return Array.from({ length: to - from }, (_, n) =>
    encodeRating(ratingBlock(madeUp(from + n), { comment: '評'.repeat(500) })),
  )
}
