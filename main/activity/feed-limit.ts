import type { Clock } from '../base/clock.ts'
import { TokenBucket } from '../base/token-bucket.ts'
import type { Activity } from './activity.ts'

/** Lines of one kind that other peers may cause: the feed has a fixed length, so a flood would push out the rest. */
const CAUSED_BY_OTHERS = { burst: 500, perSecond: 0.2 }

/** Adds lines that other peers cause; those over the limit of their kind are dropped. */
export function limitedFeed(activity: Pick<Activity, 'add'>, clock: Clock, limit = CAUSED_BY_OTHERS): Activity['add'] {
  const buckets = new Map<string, TokenBucket>()
  return (kind, ...line) => {
    let bucket = buckets.get(kind)
    if (!bucket) buckets.set(kind, (bucket = new TokenBucket(limit, clock)))
    if (bucket.take()) activity.add(kind, ...line)
  }
}
