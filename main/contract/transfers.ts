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

/** Files requested together: a folder. */
const transferGroup = z.object({ id: z.string(), name: z.string() })

const transfer = z.object({
  id: z.string(),
  direction: z.enum(['down', 'up']),
  root: hex32,
  name: z.string(),
  /** Downloads: the name that the provider announced, if the file has another one. */
  announced: z.string().optional(),
  size: bytes,
  /** Verified bytes on disk (down) or bytes sent (up). */
  moved: bytes,
  state: z.enum(TRANSFER_STATES),
  /**
   * EXCLUDED: details.by is 'you' (you exclude this peer) or 'peer' (it excludes you), details.reason is one of
   * EXCLUSION_REASONS.
   * QUEUED: position in the peer's queue: details.position, details.of, details.reason (see QUEUE_REASONS).
   * NO_SPACE: details.path, details.needed, details.free. PEER_LEFT: resumes when the peer is back.
   * NO_SOURCE: no connected peer has the missing part.
   */
  problem: problem.nullable(),
  /** Bytes per second. */
  rate: z.number(),
  peer: peerBadge,
  peerOnline: z.boolean(),
  started: time,
  ended: time.nullable(),
  /** Path of the finished file; empty until it is complete. */
  path: z.string(),
  /** My rating of the peer for this transfer, if any. */
  rated: z.number().min(0).max(1).nullable(),
  priority,
  /** Position in my download queue, 1 is next; null if it is not queued. */
  place: z.number().int().nullable(),
  /** Time of the next automatic retry, after `attempts` failed ones. */
  retryAt: time.nullable(),
  attempts: z.number().int(),
  /** Position in the peer's queue while it makes me wait. */
  queued: queuePlace.nullable(),
  group: transferGroup.nullable(),
  /** Subfolder within the group, '/' between parts; empty at its top and without a group. */
  folder: z.string(),
  /** Number of peers known to have it; 1 for uploads. */
  sources: z.number().int(),
})
export type Transfer = z.infer<typeof transfer>

/** A change of the list: the whole list with `reset`, otherwise new or changed and removed transfers. */
const transferChanges = z.object({
  reset: z.boolean(),
  changed: z.array(transfer),
  removed: z.array(z.string()),
})
export type TransferChanges = z.infer<typeof transferChanges>

/** Details of a transfer; `pieces` is null for complete downloads and uploads. */
const transferDetails = z.object({ transfer, pieces: pieceMap.nullable(), sources: z.array(transferSource) })
export type TransferDetails = z.infer<typeof transferDetails>

const id = z.string().max(128)
const byId = z.object({ id })
/** Maximum number of transfers per call, and of files per folder. */
const MOST = 10_000
/** One or many transfers; if there are many, those that the action does not apply to are skipped. */
const chosen = z.object({ id: id.optional(), ids: z.array(id).max(MOST).optional() })

const page = {
  text: z.string().max(256).default(''),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1000).default(200),
}
const direction = z.enum(['down', 'up'])
/**
 * `peer` is asked first (by default the most trusted known source), `peers` also have it; `paused` adds without
 * starting.
 */
const wish = z.object({
  root: hex32,
  name: z.string().min(1).max(1024),
  size: bytes,
  peer: hex32.optional(),
  peers: z.array(hex32).max(64).optional(),
})
const manner = {
  paused: z.boolean().optional(),
  priority: priority.optional(),
  /** Absolute path of the folder for what is downloaded; created if missing. Left out: as the settings say. */
  to: z.string().min(1).max(4096).optional(),
}

/** What to export: a shared file by its root, a shared folder or subfolder, a transfer, or the downloads of a group. */
const exported = z.union([
  z.object({ root: hex32 }),
  z.object({ folderId: z.number().int(), path: z.string().max(4096).default('') }),
  z.object({ transferId: id }),
  z.object({ groupId: id }),
])

export const transfersContract = {
  /** The whole list after each change, at most four times a second; for long lists `changes` is cheaper. */
  list: procedure.output(eventIterator(z.array(transfer))),
  /** The list once, then only changes, at most four times a second. */
  changes: procedure.output(eventIterator(transferChanges)),
  /**
   * A transfer with its sources and, if it is an incomplete download, its piece map; about twice a second while active.
   * Ends when the transfer is removed.
   */
  details: procedure.input(byId).output(eventIterator(transferDetails)),
  /** Queue, slots, limits and waiting peers with their weights, about once a second. */
  queue: procedure.output(eventIterator(transferQueue)),
  /** `name`: that of its file, as not every system can hold all names. PROBLEM NOT_FOUND if no source is known. */
  download: procedure.input(wish.extend(manner)).output(byId.extend({ name: z.string() })),
  /** Downloads a folder as `name`, keeping its tree; `path` is relative, with '/' between parts. */
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
  /** Also retries failed downloads at once. */
  resume: procedure.input(chosen).output(z.void()),
  /** Removes transfers and their partial files; finished files stay unless `withFile`. */
  remove: procedure.input(chosen.extend({ withFile: z.boolean().optional() })).output(z.void()),
  /** Removes ended transfers from the list, not from the history. */
  clearFinished: procedure
    .input(z.object({ direction: direction.optional(), failed: z.boolean().optional() }))
    .output(z.object({ removed: z.number().int() })),
  setPriority: procedure.input(chosen.extend({ priority })).output(z.void()),
  /**
   * Moves downloads, in the given order, before or after `anchor`, or to either end of the queue. They adopt the
   * priority of their new position.
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
  /** Ended transfers, newest first; `text` filters by name. */
  history: procedure
    .input(z.object({ ...page, direction: direction.optional() }))
    .output(z.object({ total: z.number().int(), rows: z.array(historyEntry) })),
  clearHistory: procedure.output(z.void()),
  /** A v2 .torrent (BEP 52, in base64) and a magnet link; IN_USE while the content is incomplete. */
  exportTorrent: procedure
    .input(exported)
    .output(z.object({ name: z.string(), torrent: z.string(), magnet: z.string(), infohash: hex32 })),
  /** Only the magnet link (`btmh`); reads no file, so it also works for incomplete downloads. */
  magnet: procedure.input(exported).output(z.object({ name: z.string(), magnet: z.string(), infohash: hex32 })),
}
