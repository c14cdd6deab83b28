import type { PeerBadge } from '../contract/trust.ts'
import { settleIdentity } from '../identity/replace.ts'
import { honest, type NodeOptions } from '../node.ts'
import { Newcomers } from '../peers/newcomers.ts'
import { Ratings } from '../ratings/ratings.ts'
import { comingBack, RecoveringLog, recoverOwnLog } from '../ratings/recovery/recovering-log.ts'
import { ReceiptBook } from '../ratings/receipts/receipt-book.ts'
import { DecisionsStore } from '../store/decisions-store.ts'
import { RatingsStore } from '../store/ratings-store.ts'
import type { NodeParts } from './parts.ts'

/** Ratings and trust. The rating logs are the source of truth, the store is a cache of them. */
export interface TrustParts {
  /** The rating log of this node, read-only while a restored identity fetches it from its peers. */
  ownLog: RecoveringLog
  ratings: Ratings
  receipts: ReceiptBook
  newcomers: Newcomers
  badge: (peer: string) => PeerBadge
}

/** Opens ratings and reads the blocks of the own log that are not in the store. */
export async function composeTrust(
  { behaviour = honest, newcomerServiceBytes }: NodeOptions,
  { ground, profile }: Pick<NodeParts, 'ground' | 'profile'>,
): Promise<TrustParts> {
  const { self, identity, signer, database, logs, clock, log, teardown } = ground
  const { settings, peers, names } = profile
  const store = new RatingsStore(database)
  const ownLog = new RecoveringLog(logs.ratings.own, identity.restored, () => store.position(self))
  const ratings = new Ratings({
    stores: { ratings: store, decisions: new DecisionsStore(database) },
    logs: { own: ownLog, block: (rater, seq) => logs.ratings.block(rater, seq) },
    trust: { mode: settings.values.trustMode },
    signer,
    behaviour,
    clock,
    log,
  })
  teardown.add('ratings', () => ratings.close())
  await ratings.start()
  settings.events.on('change', ({ after }) => ratings.setMode(after.trustMode))
  const receipts = new ReceiptBook({ signer, log: ownLog, clock })
  const newcomers = new Newcomers({
    peers,
    trust: ratings,
    clock,
    ...(newcomerServiceBytes && { serviceBytes: newcomerServiceBytes }),
  })
  const badge = (peer: string): PeerBadge => ({ ...names.named(peer), trust: ratings.trustOf(peer) })
  return { ownLog, ratings, receipts, newcomers, badge }
}

/**
 * Fetches the rating log of a restored identity from peers that have it. Called after the transfers are built, so that
 * it stops before them: they wait for the log to write their ratings.
 */
export function startRecovery({ ground, profile, trust, network }: NodeParts): void {
  const { dataDir, self, logs, clock, log, teardown } = ground
  const { notices } = profile
  const { ownLog, ratings } = trust
  if (ownLog.held) notices.raise('own-log', comingBack())
  const stop = recoverOwnLog({
    self,
    log: ownLog,
    logs: logs.ratings,
    ratings,
    network: network.overlay,
    clock,
    logLine: log,
    done: () => {
      notices.clear('own-log')
      return settleIdentity(dataDir)
    },
  })
  teardown.add('recovery', stop)
}
