import { kindCounts, type ModelSettings } from './settings.ts'

// One record of 32 bytes per slot, two to a cache line, so that a meeting touches one line per peer. A record holds
// 32-bit integers at these offsets.
// bits 0-2: kind; bit 3: contributes; from bit 4 on the last ratings, newest first (windows up to 28)
export const STATE = 0
export const COUNT = 1 // ratings since the status was last reset
export const GENEROSITY = 2 // generosity as a fraction of MAXtm, in 2^-32, unsigned
export const BAD = 3 // ratings of 0 among them
export const PLACE = 4 // index in `participants`, -1 while excluded
export const RING_GOOD = 5 // ratings of 1 in the ring, for windows above 28
export const RECORD_SHIFT = 3
const RECORD_INTS = 1 << RECORD_SHIFT
export const KIND_MASK = 7
export const SERVES_SHIFT = 3
export const SERVES = 1 << SERVES_SHIFT
const STATUS_MASK = 15
export const RATING_SHIFT = 4
/** The largest window whose ratings fit beside kind and status. */
export const NARROW = 28

/** Typed arrays of one run; their size does not depend on the number of transactions. */
export interface PeerArrays {
  ints: Int32Array
  /** Slots that are not excluded, unordered; only the first `Run.participants` are valid. */
  participants: Int32Array
  /** Rings of ratings for windows above NARROW, `ringWords` words per slot; otherwise empty. */
  rings: Int32Array
  ringWords: number
}

/** Lays out `settings.N` peers in empty records: kinds assigned, all participating, no history, no generosity yet. */
export function layOutPeers(settings: ModelSettings, ints: Int32Array, participants: Int32Array): PeerArrays {
  const ringWords = settings.recentWindow > NARROW ? Math.ceil(settings.recentWindow / 32) : 0
  let slot = 0
  kindCounts(settings).forEach((count, kind) => {
    for (let i = 0; i < count; i++, slot++) {
      ints[(slot << RECORD_SHIFT) | STATE] = kind
      ints[(slot << RECORD_SHIFT) | PLACE] = slot
      participants[slot] = slot
    }
  })
  return { ints, participants, rings: new Int32Array(settings.N * ringWords), ringWords }
}

/** Bytes that the arrays above take per peer. */
export function bytesPerPeer(settings: ModelSettings): number {
  return RECORD_INTS * 4 + 4 + (settings.recentWindow > NARROW ? Math.ceil(settings.recentWindow / 32) * 4 : 0)
}

/** Ratings of 1 among the last `recentWindow` of the record at `p`. */
export function recentGood(ints: Int32Array, p: number, recentWindow: number): number {
  if (recentWindow > NARROW) return ints[p | RING_GOOD] as number
  // missing ratings are 0, so a partly filled window needs no special case; then a parallel bit count
  let v = ((ints[p | STATE] as number) >>> RATING_SHIFT) & ((1 << recentWindow) - 1)
  v -= (v >>> 1) & 0x55555555
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Resets the rating history of the record at `p`; kind and contribution stay. */
export function clearRatings({ ints, rings, ringWords }: PeerArrays, p: number): void {
  ints[p | STATE] = (ints[p | STATE] as number) & STATUS_MASK
  ints[p | COUNT] = 0
  ints[p | BAD] = 0
  ints[p | RING_GOOD] = 0
  if (ringWords > 0) rings.fill(0, (p >> RECORD_SHIFT) * ringWords, ((p >> RECORD_SHIFT) + 1) * ringWords)
}
