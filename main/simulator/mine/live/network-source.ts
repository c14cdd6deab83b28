import type { NetworkCounts } from '../counts.ts'

/** The days to read: `days` up to `now`, ms since the epoch. */
export interface NetworkWindow {
  now: number
  days: number
}

/** A part of the window, of the length of all others. */
export interface NetworkPart {
  from: number
  until: number
  counts: NetworkCounts
  /** Peers that were excluded, and peers met for the first time. */
  exclusions: number
  newcomers: number
}

/**
 * Counts what a node knows of its network, away from the node's thread; the store room implements it. Both reject with
 * HyobanError: CANCELLED after an abort, else the store's.
 */
export interface NetworkSource {
  counts(window: NetworkWindow, signal: AbortSignal): Promise<NetworkCounts>
  /** At most ten parts, oldest first. */
  history(window: NetworkWindow, signal: AbortSignal): Promise<NetworkPart[]>
}
