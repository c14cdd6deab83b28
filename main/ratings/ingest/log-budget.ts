// What rating logs of others may take: a bound for each author and one for all of them, by trust. A log counts by the
// bytes of its blocks that were read; the database keeps about as much again for the ratings in them.

const MIB = 1024 * 1024
/** Bytes read of the log of a stranger: rated neither by this node nor by anyone it trusts, or excluded. */
const STRANGER_LOG_BYTES = 4 * MIB
/** Bytes of the logs of all strangers together. */
const STRANGERS_BYTES = 10 * MIB
/** Bytes read of the log of any other peer, and of all logs together. */
const KNOWN_LOG_BYTES = 64 * MIB
const ALL_BYTES = 512 * MIB
/** Above a bound, the least trusted logs are dropped down to this share of it, so that it happens rarely. */
const LOW_MARK = 0.75

/** A log that was read. */
export interface ReadLog {
  peer: string
  bytes: number
  known: boolean
  /** Bytes of files received from its author; a stranger with more is dropped later. */
  received: number
}

/** Bytes that may be read of the log of one peer. */
export function allowedBytes(known: boolean): number {
  return known ? KNOWN_LOG_BYTES : STRANGER_LOG_BYTES
}

/** The logs to drop, the least trusted first: strangers who gave nothing, the largest log first. */
export function logsToDrop(logs: readonly ReadLog[]): string[] {
  const order = [...logs].sort(
    (a, b) =>
      Number(a.known) - Number(b.known) ||
      Math.sign(a.received) - Math.sign(b.received) ||
      b.bytes - a.bytes ||
      (a.peer < b.peer ? -1 : 1),
  )
  const dropped = new Set<string>()
  const fit = (of: readonly ReadLog[], bound: number): void => {
    let bytes = of.reduce((sum, log) => sum + (dropped.has(log.peer) ? 0 : log.bytes), 0)
    if (bytes <= bound) return
    for (const log of of) {
      if (bytes <= LOW_MARK * bound) return
      if (dropped.has(log.peer)) continue
      dropped.add(log.peer)
      bytes -= log.bytes
    }
  }
  fit(
    order.filter(({ known }) => !known),
    STRANGERS_BYTES,
  )
  fit(order, ALL_BYTES)
  return [...dropped]
}
