import { setPriority } from 'node:os'

/** Niceness of threads that yield: on a busy machine they get a sixth of what the node's own thread gets. */
const YIELDING = 8

/**
 * Gives the node's own thread, and other programs, precedence over the calling worker thread. Priorities are those of
 * threads on Linux only; elsewhere nothing happens.
 */
export function yieldToOthers(): void {
  if (process.platform === 'linux') setPriority(YIELDING)
}
