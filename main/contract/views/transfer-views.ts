import { z } from 'zod'
import { QUEUE_REASONS, type QueueReason } from '../../domain/reasons.ts'
import { bytes, hex32, problem, time } from '../base.ts'
import { peerBadge } from '../trust.ts'

export type { QueueReason }
const queueReason = z.enum(QUEUE_REASONS)

/** A place in a queue: 1 is next. `weight` is 1 to 8; see docs/transfers.md. */
export const queuePlace = z.object({
  position: z.number().int().min(1),
  of: z.number().int().min(1),
  reason: queueReason,
  weight: z.number(),
})
export type QueuePlace = z.infer<typeof queuePlace>

/** The most cells that a piece map has. */
export const MAX_CELLS = 512

/**
 * The pieces of a download, summed up: one character a cell, each for the same number of chunks of 1 MiB (the last may
 * have fewer).
 */
export const pieceMap = z.object({
  chunks: z.number().int(),
  chunksPerCell: z.number().int(),
  /** 'h' all there, 'p' some there, 'f' some asked for, 'm' missing. */
  cells: z.string().max(MAX_CELLS),
})
export type PieceMap = z.infer<typeof pieceMap>

/** One peer that a download takes from, or could. */
export const transferSource = peerBadge.extend({
  online: z.boolean(),
  /** 'dropped': it lied, stalled, has it no more or is excluded; `problem` says which. */
  state: z.enum(['active', 'queued', 'idle', 'offline', 'dropped']),
  problem: problem.nullable(),
  /** Bytes a second. */
  rate: z.number(),
  /** Verified bytes that it gave of this content, and their share of all that came (0 to 1). */
  bytes,
  share: z.number().min(0).max(1),
  /** Its queue, if I wait there. */
  queued: queuePlace.nullable(),
})
export type TransferSourceView = z.infer<typeof transferSource>

/** How bytes are limited just now; 0: not at all. */
const activeLimits = z.object({
  /** Bytes a second. */
  down: z.number().int().min(0),
  up: z.number().int().min(0),
  /** A rule of the schedule holds. */
  scheduled: z.boolean(),
  /** When another rule begins to hold; null: never. */
  until: time.nullable(),
})
export type ActiveLimits = z.infer<typeof activeLimits>

/** What a peer's weight is made of: weight = 1 + contribution + trust. */
const uploadWeight = z.object({
  weight: z.number(),
  /** 3 * received / (received + 64 MiB). */
  contribution: z.number(),
  /** 4 * u squared; 0 without evidence. */
  trust: z.number(),
  friend: z.boolean(),
  newcomer: z.boolean(),
  reason: queueReason,
  /** Bytes that I received from this peer. */
  received: bytes,
})

/** A peer that is served now (position 0) or waits for a slot. */
const uploadLine = peerBadge.extend({
  position: z.number().int().min(0),
  of: z.number().int().min(0),
  since: time,
  /** Contents asked for. */
  roots: z.array(hex32),
  /** Bytes sent in this turn, and a second. */
  turn: bytes,
  rate: z.number(),
  weight: uploadWeight,
})
export type UploadLine = z.infer<typeof uploadLine>

/** The queue as a whole: both directions. */
export const transferQueue = z.object({
  /** Downloads by what they do. */
  active: z.number().int(),
  waiting: z.number().int(),
  paused: z.number().int(),
  failed: z.number().int(),
  slots: z.object({ downloads: z.number().int(), uploads: z.number().int(), uploadsUsed: z.number().int() }),
  limits: activeLimits,
  /** The machine is kept from sleeping just now. */
  awake: z.boolean(),
  uploads: z.array(uploadLine),
})
export type TransferQueue = z.infer<typeof transferQueue>

/** Bytes given to others and received; ratio = given / received, null before anything was received. */
const given = z.object({ given: bytes, received: bytes, ratio: z.number().nullable() })

export const transferStatistics = z.object({
  total: given,
  /** The range asked for, oldest first, days without a byte left out; day: 'YYYY-MM-DD' in the machine's time zone. */
  byDay: z.array(given.extend({ day: z.string() })),
  /** Of the range asked for: those who exchanged most first. */
  byPeer: z.array(given.extend({ peer: peerBadge })),
  peers: z.number().int(),
})
export type TransferStatistics = z.infer<typeof transferStatistics>

/** A transfer that has ended, kept after it is taken off the list. */
export const historyEntry = z.object({
  id: z.string(),
  direction: z.enum(['down', 'up']),
  root: hex32,
  name: z.string(),
  size: bytes,
  moved: bytes,
  peer: peerBadge,
  state: z.enum(['done', 'failed']),
  /** Why it failed; empty if it did not. */
  code: z.string(),
  /** Where the file was put; empty for uploads and failures. */
  path: z.string(),
  started: time,
  ended: time,
  rated: z.number().min(0).max(1).nullable(),
})
export type HistoryEntry = z.infer<typeof historyEntry>
