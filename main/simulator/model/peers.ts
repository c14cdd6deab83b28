import { kindCounts, type Settings } from './settings.ts'

/**
 * The memory of all peers: one record of 32 bytes a slot, two to a cache line, so that a meeting touches one line a peer.
 * Byte 0: generosity (float64). Then 32-bit integers at these places of the record:
 */
export const BAD = 2 // ratings of 0 since the status was last reset
export const COUNT = 3 // all ratings since then
export const BITS = 4 // the last ratings, newest in bit 0; for windows above 32 the number of good ones in the ring instead
export const PLACE = 5 // place in the list of participants, -1 while excluded
export const FLAGS = 6 // kind in bits 0-2, contributing in bit 3
export const RECORD_SHIFT = 3
export const RECORD_INTS = 1 << RECORD_SHIFT
export const SERVES_SHIFT = 3
export const SERVES = 1 << SERVES_SHIFT
export const KIND_MASK = 7

/** Typed arrays of one run; nothing here grows with the number of transactions. */
export interface Peers {
  ints: Int32Array
  floats: Float64Array
  /** Slots that are not excluded, in no order; only the first `participants` count. */
  participants: Int32Array
  /** Rings of ratings for windows above 32, `ringWords` words a slot; else empty. */
  rings: Int32Array
  ringWords: number
}

/** Lays out `settings.N` peers: kinds assigned to slots, all participating, no history, no generosity yet. */
export function layOutPeers(settings: Settings): Peers {
  const { N } = settings
  const buffer = new ArrayBuffer(N * RECORD_INTS * 4)
  const ints = new Int32Array(buffer)
  const participants = new Int32Array(N)
  const ringWords = settings.recentWindow > 32 ? Math.ceil(settings.recentWindow / 32) : 0
  let slot = 0
  kindCounts(settings).forEach((count, kind) => {
    for (let i = 0; i < count; i++, slot++) {
      ints[slot * RECORD_INTS + FLAGS] = kind
      ints[slot * RECORD_INTS + PLACE] = slot
      participants[slot] = slot
    }
  })
  return { ints, floats: new Float64Array(buffer), participants, rings: new Int32Array(N * ringWords), ringWords }
}

/** Bytes of the arrays above for one peer. */
export function bytesPerPeer(settings: Settings): number {
  return RECORD_INTS * 4 + 4 + (settings.recentWindow > 32 ? Math.ceil(settings.recentWindow / 32) * 4 : 0)
}

/** Ratings of 1 among the last `recentWindow` of the record at `p`. */
export function recentGood(ints: Int32Array, p: number, recentWindow: number): number {
  const bits = ints[p | BITS] as number
  if (recentWindow > 32) return bits
  // bits beyond the ratings so far are 0, so a window that is not full needs no care; then the bits are added in parallel
  let v = recentWindow === 32 ? bits : bits & ((1 << recentWindow) - 1)
  v -= (v >>> 1) & 0x55555555
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
