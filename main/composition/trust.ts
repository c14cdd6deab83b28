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

/** Ratings and what follows from them. My log is the truth, the store a cache of it. */
export interface TrustParts {
  /** My rating log, closed for writing while a restored identity fetches it from its peers. */
  ownLog: RecoveringLog
  ratings: Ratings
  receipts: ReceiptBook
  newcomers: Newcomers
  badge: (peer: string) => PeerBadge
}

/** Reads all ratings, those in my log first. */
export async function composeTrust(
  { behaviour = honest }: NodeOptions,
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
  const newcomers = new Newcomers({ peers, trust: ratings, clock })
  const badge = (peer: string): PeerBadge => ({ ...names.named(peer), trust: ratings.trustOf(peer) })
  return { ownLog, ratings, receipts, newcomers, badge }
}

/**
 * A restored identity fetches its own rating log from the peers that hold it. Called after the transfers are built: on
 * close it has to stop first, as they wait for the log to write their ratings.
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
