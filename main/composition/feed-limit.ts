import type { Activity } from '../activity/activity.ts'
import type { Clock } from '../base/clock.ts'
import { TokenBucket } from '../base/token-bucket.ts'

/**
 * Lines of one kind that others can bring about: the feed is of one length, and its flood would push everything else
 * out of it.
 */
const OF_OTHERS = { burst: 500, perSecond: 0.2 }

/** Adds lines to the feed that others bring about; networkSearch the limit of their kind they are left out. */
export function limitedFeed(activity: Pick<Activity, 'add'>, clock: Clock, limit = OF_OTHERS): Activity['add'] {
  const buckets = new Map<string, TokenBucket>()
  return (kind, ...line) => {
    let bucket = buckets.get(kind)
    if (!bucket) buckets.set(kind, (bucket = new TokenBucket(limit, clock)))
    if (bucket.take()) activity.add(kind, ...line)
  }
}
