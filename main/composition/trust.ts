import { messageOf } from '../base/errors.ts'
import { SerialQueue } from '../base/serial-queue.ts'
import type { PeerBadge } from '../contract/trust.ts'
import { logName } from '../domain/rating-log/log-name.ts'
import { keyAgreement } from '../identity/key-agreement.ts'
import { markRestored, recordRestart, settleIdentity } from '../identity/replace.ts'
import { honest, type NodeOptions } from '../node.ts'
import { Newcomers } from '../peers/newcomers.ts'
import { Ratings } from '../ratings/ratings.ts'
import { OwnContents } from '../ratings/receipts/own-contents.ts'
import { LogRecovery } from '../ratings/recovery/log-recovery.ts'
import { RecoveringLog } from '../ratings/recovery/recovering-log.ts'
import { recoveryNotice, restartedNotice } from '../ratings/recovery/recovery-notice.ts'
import { LogRestarts } from '../ratings/restarts/log-restarts.ts'
import { DecisionsStore } from '../store/decisions-store.ts'
import { SqliteLogRestartStore } from '../store/log-restarts-store.ts'
import { RatingsStore } from '../store/ratings-store.ts'
import { SqliteExchangedContents } from '../store/transfers/exchanged-contents-store.ts'
import { SqliteWaitingRatingStore } from '../store/waiting-ratings-store.ts'
import type { NodeParts } from './parts.ts'

/** Ratings and trust. The rating logs are the source of truth, the store is a cache of them. */
export interface TrustParts {
  /** The rating log of this node, read-only while a restored identity fetches it from its peers. */
  ownLog: RecoveringLog
  /** The logs that this node and others have begun after the first one. */
  restarts: LogRestarts
  ratings: Ratings
  /** Whether this node rates the peer in its own log. */
  rated: (peer: string) => boolean
  newcomers: Newcomers
  badge: (peer: string) => PeerBadge
}

/** Opens ratings and reads the blocks of the own log that are not in the store. */
export async function composeTrust(
  { behaviour = honest, newcomerServiceBytes, evidenceBytes }: NodeOptions,
  { ground, profile }: Pick<NodeParts, 'ground' | 'profile'>,
): Promise<TrustParts> {
  const { self, identity, signer, database, logs, clock, log, teardown } = ground
  const { settings, peers, names } = profile
  const store = new RatingsStore(database)
  const restarts = new LogRestarts({ store: new SqliteLogRestartStore(database), signer, clock })
  for (const restart of identity.restarts) restarts.declare(restart)
  const { own } = logs.ratings
  const ownLog = new RecoveringLog(own, identity.restored, () => store.position(own.name))
  const ratings = new Ratings({
    stores: {
      ratings: store,
      decisions: new DecisionsStore(database),
      waiting: new SqliteWaitingRatingStore(database, self),
    },
    logs: { own: ownLog, block: (name, seq) => logs.ratings.block(name, seq), places: restarts },
    trust: { mode: settings.values.trustMode, evidenceBytes },
    contents: new OwnContents({
      self,
      keys: keyAgreement(identity.secretKey),
      exchanged: new SqliteExchangedContents(database),
    }),
    signer,
    behaviour,
    clock,
    log,
  })
  teardown.add('ratings', () => ratings.close())
  await ratings.start()
  settings.events.on('change', ({ after }) => ratings.setMode(after.trustMode))
  const newcomers = new Newcomers({
    peers,
    trust: ratings,
    clock,
    ...(newcomerServiceBytes && { serviceBytes: newcomerServiceBytes }),
  })
  const badge = (peer: string): PeerBadge => ({ ...names.named(peer), trust: ratings.trustOf(peer) })
  const rated = (peer: string): boolean => store.reasons(peer).some(({ rater }) => rater === self)
  restarts.events.on('accepted', ({ peer }) => {
    const conflict = ratings.decisions.conflict(peer)
    if (conflict && restarts.isExcused(logName(peer, conflict.epoch))) ratings.decisions.pardon(peer)
  })
  return { ownLog, restarts, ratings, rated, newcomers, badge }
}

/**
 * Fetches the rating log of this node from its peers while it is held, then writes what has waited. Called after the
 * transfers are built, so that it stops before them: they wait for the log to write their ratings.
 */
export function startRecovery({ ground, profile, trust, network }: Omit<NodeParts, 'recovery'>): LogRecovery {
  const { dataDir, signer, identity, logs, clock, log, teardown } = ground
  const { notices } = profile
  const { ownLog, restarts, ratings, rated } = trust
  const files = new SerialQueue()
  const recovery = new LogRecovery({
    signer,
    log: ownLog,
    logs: logs.ratings,
    ratings,
    restarts,
    heads: network.heads,
    rated,
    known: identity.logLength,
    record: {
      held: (known) => files.run(() => markRestored(dataDir, known)),
      released: () => files.run(() => settleIdentity(dataDir)),
      restarted: (restart, isRecovered) => files.run(() => recordRestart(dataDir, restart, isRecovered)),
    },
    clock,
    logLine: log,
  })
  let told = ''
  const tell = (): void => {
    const notice = recovery.state.held ? recoveryNotice(recovery.state, ratings.writer.waiting) : null
    // a dismissed notice comes back only with news
    const news = JSON.stringify(notice?.details ?? null)
    if (news === told) return
    told = news
    if (notice) notices.raise('own-log', notice)
    else notices.clear('own-log')
  }
  const write = (): void =>
    void ratings.writer.writeWaiting().catch((error: unknown) => log(`ratings still wait: ${messageOf(error)}`))
  recovery.events.on('change', tell)
  ratings.writer.events.on('waiting', tell)
  recovery.events.on('restarted', ({ why }) => {
    if (why === 'conflict') notices.raise('new-log', restartedNotice())
  })
  recovery.events.on('released', write)
  tell()
  // ratings that the last run could not write any more
  if (!ownLog.held) write()
  teardown.add('recovery files', () => files.idle())
  teardown.add('recovery', () => recovery.close())
  return recovery
}
