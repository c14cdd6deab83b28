import { recordActivity } from '../activity/activity-recorder.ts'
import { Notices } from '../activity/notices.ts'
import { triggerNotices } from '../activity/notice-triggers.ts'
import type { NodeParts } from './parts.ts'

/** Reports events of all parts in the activity feed and as desktop notices. */
export function composeReports(parts: NodeParts): Notices {
  const { ground, profile, trust, network, sharing, search } = parts
  const { transfers } = parts.transfers
  const { self, logs, clock } = ground
  const { activity, names } = profile
  const { ratings } = trust
  const notices = new Notices(clock)
  triggerNotices(notices, { activity, transfers, ratings, names })
  recordActivity({
    self,
    activity,
    names,
    sources: {
      connections: network.overlay,
      logs: logs.ratings,
      sharing: sharing.library.events,
      catalogues: search.indexer.events,
      transfers: transfers.events,
      ratings,
    },
    clock,
  })
  return notices
}
