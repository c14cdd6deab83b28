import type { Clock } from '../../base/clock.ts'
import type { ChannelHub } from '../../protocol/channel.ts'

/** A connected peer that speaks a protocol opens its channel within this time, in ms. */
const OPEN_MS = 3000

/** Resolves with true once a peer has opened its channel, with false after a timeout or an abort. */
export function channelOpened<M>(
  hub: ChannelHub<M>,
  peer: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  if (hub.channels.has(peer)) return Promise.resolve(true)
  return new Promise((resolve) => {
    const end = (open: boolean): void => {
      off()
      cancel()
      signal.removeEventListener('abort', aborted)
      resolve(open)
    }
    const aborted = (): void => end(false)
    const cancel = clock.after(OPEN_MS, () => end(false))
    const off = hub.onOpen((channel) => {
      if (channel.peer === peer) end(true)
    })
    signal.addEventListener('abort', aborted, { once: true })
  })
}
