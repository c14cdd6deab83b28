import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { bytes, hex32, problem, procedure, time } from './base.ts'
import {
  historyEntry,
  pieceMap,
  queuePlace,
  transferQueue,
  transferSource,
  transferStatistics,
} from './views/transfer-views.ts'
import { peerBadge } from './trust.ts'

const TRANSFER_STATES = ['waiting', 'active', 'verifying', 'paused', 'done', 'failed'] as const
export const PRIORITIES = ['high', 'normal', 'low'] as const
const priority = z.enum(PRIORITIES)
export type Priority = z.infer<typeof priority>

/** Files that were asked for together: a folder. */
const transferGroup = z.object({ id: z.string(), name: z.string() })

const transfer = z.object({
  id: z.string(),
  direction: z.enum(['down', 'up']),
  root: hex32,
  name: z.string(),
  size: bytes,
  /** Verified bytes on disk (down) or bytes sent (up). */
  moved: bytes,
  state: z.enum(TRANSFER_STATES),
  /**
   * EXCLUDED: details.by is 'you' (you exclude this peer) or 'peer' (it excludes you), details.reason why (see
   * EXCLUSION_REASONS).
   * QUEUED: details.position, details.of, details.reason (see QUEUE_REASONS): a place in the peer's queue.
   * NO_SPACE: details.path, details.needed, details.free. PEER_LEFT: goes on when it is back.
   * NO_SOURCE: everybody who is here said what it holds, and the missing part is not among it.
   */
  problem: problem.nullable(),
  /** Bytes a second. */
  rate: z.number(),
  peer: peerBadge,
  peerOnline: z.boolean(),
  started: time,
  ended: time.nullable(),
  /** Where the finished file lies; empty until it is whole. */
  path: z.string(),
  /** The score I gave the peer for this transfer, if any. */
  rated: z.number().min(0).max(1).nullable(),
  priority,
  /** Place in my own queue of downloads that wait, 1 is next; null if it does not wait. */
  place: z.number().int().nullable(),
  /** Failed for now: tried again at this time by itself. `attempts` counts the tries in vain. */
  retryAt: time.nullable(),
  attempts: z.number().int(),
  /** The queue of the peer, while it lets me wait. */
  queued: queuePlace.nullable(),
  group: transferGroup.nullable(),
  /** Folders below the group's own, '/' between them; empty at its top and without a group. */
  folder: z.string(),
  /** Peers known to have it (down); 1 for an upload. */
  sources: z.number().int(),
})
export type Transfer = z.infer<typeof transfer>

/** News of the list: with `reset` it is the whole list, else what is new or changed, and what is gone. */
const transferChanges = z.object({
  reset: z.boolean(),
  changed: z.array(transfer),
  removed: z.array(z.string()),
})
export type TransferChanges = z.infer<typeof transferChanges>

/** One transfer seen closely; `pieces` is null once it is whole, and for uploads. */
const transferDetails = z.object({ transfer, pieces: pieceMap.nullable(), sources: z.array(transferSource) })
export type TransferDetails = z.infer<typeof transferDetails>

const id = z.string().max(128)
const byId = z.object({ id })
/** The most transfers that one call acts on, and the most files of one folder. */
const MOST = 10_000
/** One transfer or many; those that the action does not fit are passed over if there are many. */
const chosen = z.object({ id: id.optional(), ids: z.array(id).max(MOST).optional() })

const page = {
  text: z.string().max(256).default(''),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1000).default(200),
}
const direction = z.enum(['down', 'up'])
/**
 * `peer`: the first to be asked, picked by trust among those known if left out; `peers`: others that have it. `paused`:
 * added, not begun.
 */
const wish = z.object({
  root: hex32,
  name: z.string().min(1).max(1024),
  size: bytes,
  peer: hex32.optional(),
  peers: z.array(hex32).max(64).optional(),
})
const manner = { paused: z.boolean().optional(), priority: priority.optional() }

/**
 * What a .torrent or magnet link is of: a shared file by its root, a shared folder (or one below it), one transfer, or
 * the downloads of a group.
 */
const exported = z.union([
  z.object({ root: hex32 }),
  z.object({ folderId: z.number().int(), path: z.string().max(4096).default('') }),
  z.object({ transferId: id }),
  z.object({ groupId: id }),
])

export const transfersContract = {
  /** The whole list at every change, at most four times a second; `changes` is lighter for long lists. */
  list: procedure.output(eventIterator(z.array(transfer))),
  /** The list once, then only what changes, at most four times a second. */
  changes: procedure.output(eventIterator(transferChanges)),
  /**
   * One transfer with its piece map (downloads that are not whole) and its sources, about twice a second while it
   * moves; ends when it is removed.
   */
  details: procedure.input(byId).output(eventIterator(transferDetails)),
  /** Queue, slots, limits and who waits for an upload and why, about once a second. */
  queue: procedure.output(eventIterator(transferQueue)),
  /** Throws NOT_FOUND if no peer is named and none is known to have it. */
  download: procedure.input(wish.extend(manner)).output(byId),
  /** A folder: its files keep their tree below a folder `name`; `path` is relative with '/' between its parts. */
  downloadFolder: procedure
    .input(
      z.object({
        name: z.string().min(1).max(1024),
        files: z
          .array(wish.omit({ name: true }).extend({ path: z.string().min(1).max(4096) }))
          .min(1)
          .max(MOST),
        ...manner,
      }),
    )
    .output(z.object({ group: id, ids: z.array(id) })),
  pause: procedure.input(chosen).output(z.void()),
  /** Also tries a failed one again, at once. */
  resume: procedure.input(chosen).output(z.void()),
  /** Takes transfers off the list; a partial file goes with it, a finished file stays unless `withFile`. */
  remove: procedure.input(chosen.extend({ withFile: z.boolean().optional() })).output(z.void()),
  /** Takes ended transfers off the list; the history keeps them. */
  clearFinished: procedure
    .input(z.object({ direction: direction.optional(), failed: z.boolean().optional() }))
    .output(z.object({ removed: z.number().int() })),
  setPriority: procedure.input(chosen.extend({ priority })).output(z.void()),
  /**
   * Puts downloads (in the order given) before or after `anchor`, or to either end of the queue. They take its priority
   * if that differs.
   */
  move: procedure
    .input(
      z.object({
        ids: z.array(id).min(1).max(MOST),
        where: z.enum(['before', 'after', 'first', 'last']),
        anchor: id.optional(),
      }),
    )
    .output(z.void()),
  statistics: procedure
    .input(
      z.object({
        days: z.number().int().min(1).max(3660).default(30),
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(1000).default(100),
      }),
    )
    .output(transferStatistics),
  /** Ended transfers, the newest first; `text` is looked for in the names. */
  history: procedure
    .input(z.object({ ...page, direction: direction.optional() }))
    .output(z.object({ total: z.number().int(), rows: z.array(historyEntry) })),
  clearHistory: procedure.output(z.void()),
  /** A v2 .torrent (BEP 52; base64) and a magnet link; IN_USE while it is not whole here. */
  exportTorrent: procedure
    .input(exported)
    .output(z.object({ name: z.string(), torrent: z.string(), magnet: z.string(), infohash: hex32 })),
  /** The magnet link (`btmh`) alone: no file is read, so that it is there for what is still coming, too. */
  magnet: procedure.input(exported).output(z.object({ name: z.string(), magnet: z.string(), infohash: hex32 })),
}
