import type { Clock } from '../../base/clock.ts'
import type { Refusal } from '../../protocol/transfer.ts'

/**
 * The result of work on a disk, or 'unreadable' if it takes longer than `ms`: a hanging disk (a network mount whose
 * server is gone) must be told to the requester before it takes this node for a stalled one. The work itself goes on.
 */
export async function inTime<T>(
  work: Promise<T>,
  { ms, clock, late = () => {} }: { ms: number; clock: Clock; late?: () => void },
): Promise<T | Refusal> {
  const { promise, resolve } = Promise.withResolvers<Refusal>()
  const cancel = clock.after(ms, () => {
    late()
    resolve('unreadable')
  })
  try {
    return await Promise.race([work, promise])
  } finally {
    cancel()
  }
}
