import { z } from 'zod'
import { QUEUE_REASONS, type QueueReason } from '../../domain/reasons.ts'
import { bytes, hex32, problem, time } from '../base.ts'
import { peerBadge } from '../trust.ts'

export type { QueueReason }
const queueReason = z.enum(QUEUE_REASONS)

/** Position in a queue, 1 is next. `weight` is 1 to 8; see docs/transfers.md. */
export const queuePlace = z.object({
  position: z.number().int().min(1),
  of: z.number().int().min(1),
  reason: queueReason,
  weight: z.number(),
})
export type QueuePlace = z.infer<typeof queuePlace>

/** Maximum number of cells of a piece map. */
export const MAX_CELLS = 512

/** Summary of a download's chunks: one character per cell of equally many 1 MiB chunks (the last may have fewer). */
export const pieceMap = z.object({
  chunks: z.number().int(),
  chunksPerCell: z.number().int(),
  /** 'h' complete, 'p' partial, 'f' some requested, 'm' missing. */
  cells: z.string().max(MAX_CELLS),
})
export type PieceMap = z.infer<typeof pieceMap>

/** A peer that a download does or could fetch from. */
export const transferSource = peerBadge.extend({
  online: z.boolean(),
  /** 'dropped': it sent wrong data, stalled, lost the file or is excluded; `problem` says which. */
  state: z.enum(['active', 'queued', 'idle', 'offline', 'dropped']),
  problem: problem.nullable(),
  /** Bytes per second. */
  rate: z.number(),
  /** Verified bytes received from it, and their share of the total (0 to 1). */
  bytes,
  share: z.number().min(0).max(1),
  /** My position in its queue, if I am waiting there. */
  queued: queuePlace.nullable(),
})
export type TransferSourceView = z.infer<typeof transferSource>

/** Current rate limits; 0: unlimited. */
const activeLimits = z.object({
  /** Bytes per second. */
  down: z.number().int().min(0),
  up: z.number().int().min(0),
  /** A schedule rule is active. */
  scheduled: z.boolean(),
  /** The alternative limits are switched on. */
  alternative: z.boolean(),
  /** When the limits change next; null: never. */
  until: time.nullable(),
})
export type ActiveLimits = z.infer<typeof activeLimits>

/** The terms of a peer's weight: weight = 1 + contribution + trust. */
const uploadWeight = z.object({
  weight: z.number(),
  /** 3 * received / (received + 64 MiB). */
  contribution: z.number(),
  /** 4 * u squared; 0 without evidence. */
  trust: z.number(),
  friend: z.boolean(),
  newcomer: z.boolean(),
  reason: queueReason,
  /** Bytes received from this peer. */
  received: bytes,
})

/** A peer being served (position 0) or waiting for a slot. */
const uploadLine = peerBadge.extend({
  position: z.number().int().min(0),
  of: z.number().int().min(0),
  since: time,
  /** Requested contents. */
  roots: z.array(hex32),
  /** Bytes sent in this turn, and per second. */
  turn: bytes,
  rate: z.number(),
  weight: uploadWeight,
})
export type UploadLine = z.infer<typeof uploadLine>

/** The state of the queue in both directions. */
export const transferQueue = z.object({
  /** Numbers of downloads by state. */
  active: z.number().int(),
  waiting: z.number().int(),
  paused: z.number().int(),
  failed: z.number().int(),
  slots: z.object({ downloads: z.number().int(), uploads: z.number().int(), uploadsUsed: z.number().int() }),
  limits: activeLimits,
  /** The machine is currently prevented from sleeping. */
  awake: z.boolean(),
  uploads: z.array(uploadLine),
})
export type TransferQueue = z.infer<typeof transferQueue>

/** Bytes sent and received; ratio = given / received, null if nothing was received. */
const given = z.object({ given: bytes, received: bytes, ratio: z.number().nullable() })

export const transferStatistics = z.object({
  total: given,
  /** Days of the range with traffic, oldest first; day: 'YYYY-MM-DD' in the machine's time zone. */
  byDay: z.array(given.extend({ day: z.string() })),
  /** Peers of the range, most traffic first. */
  byPeer: z.array(given.extend({ peer: peerBadge })),
  peers: z.number().int(),
})
export type TransferStatistics = z.infer<typeof transferStatistics>

/** An ended transfer; remains after it is removed from the list. */
export const historyEntry = z.object({
  id: z.string(),
  direction: z.enum(['down', 'up']),
  root: hex32,
  name: z.string(),
  size: bytes,
  moved: bytes,
  peer: peerBadge,
  state: z.enum(['done', 'failed']),
  /** Error code; empty if it did not fail. */
  code: z.string(),
  /** Path of the finished file; empty for uploads and failures. */
  path: z.string(),
  started: time,
  ended: time,
  rated: z.number().min(0).max(1).nullable(),
})
export type HistoryEntry = z.infer<typeof historyEntry>
