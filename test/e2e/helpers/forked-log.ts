import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '../../../main/base/clock.ts'
import { openIdentity } from '../../../main/identity/identity.ts'
import { Logs } from '../../../main/logs/logs.ts'
import { encodeRating } from '../../../main/ratings/ingest/rating-block.ts'

/**
 * Forks a rating log: creates data directory `to` with the identity of `from` and a new log that starts with a bad
 * rating of `subject`. It is written offline, since a log that is merely behind would be recovered from peers.
 */
export async function forkRatingLog(from: string, to: string, subject: string): Promise<void> {
  await mkdir(to, { mode: 0o700 })
  await cp(join(from, 'identity.json'), join(to, 'identity.json'))
  const identity = await openIdentity(to)
  const logs = await Logs.open({ dir: join(to, identity.logs), keyPair: identity, clock: systemClock, log: () => {} })
  const rating = {
    version: 1,
    subject,
    receipt: null,
    score: 0,
    reason: 'manual',
    comment: 'conflicting entry',
    time: Date.now(),
  } as const
  await logs.ratings.own.append(encodeRating(rating))
  await logs.close()
}
