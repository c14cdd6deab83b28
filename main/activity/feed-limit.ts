import type { Clock } from '../base/clock.ts'
import { TokenBucket } from '../base/token-bucket.ts'
import type { Activity } from './activity.ts'

/** Limit on lines of one kind caused by other peers; a flood would displace the rest of the fixed-length feed. */
const CAUSED_BY_OTHERS = { burst: 500, perSecond: 0.2 }

/** Adds lines caused by other peers, dropping those over the limit of their kind. */
export function limitedFeed(activity: Pick<Activity, 'add'>, clock: Clock, limit = CAUSED_BY_OTHERS): Activity['add'] {
  const buckets = new Map<string, TokenBucket>()
  return (kind, ...line) => {
    let bucket = buckets.get(kind)
    if (!bucket) buckets.set(kind, (bucket = new TokenBucket(limit, clock)))
    if (bucket.take()) activity.add(kind, ...line)
  }
}
