// Patch of @hyperswarm/secret-stream 6.9 over udx-native 1.21: replaces `push` of the raw UDX stream of a connection.
//
// What: data that arrives is handed straight to the secret stream's `_onrawdata`, past the queue and the events of the
// raw stream. UDX is not paused either way, so nothing is held back less than before; flow control is our own
// (connection/flow-control.ts). Does nothing if the streams look different from the measured ones.
// Gain: the queue and events cost 5 % of the receiver's CPU (714,000 packets a GB).
// Can go: when streamx or the secret stream has a direct path, or when bulk data no longer travels through this stream.
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import type { Clock } from '../../base/clock.ts'
import { readLongMessages, type LongMessage, type PacketSource } from './long-read.ts'

/** The private parts of the two streams that are used; each is checked before it is relied on. */
interface StreamInternals extends LongMessage {
  _onrawdata?: unknown
  rawStream?:
    (PacketSource & { push?: (data: Uint8Array | null) => boolean; _readableState?: { buffered?: unknown } }) | null
}

/** Applies the patch to a connection. */
export function bypassRawStream(stream: NoiseSecretStream, clock: Clock): void {
  const internals = stream as unknown as StreamInternals
  const raw = internals.rawStream
  const push = raw?.push
  const state = raw?._readableState
  const onData = internals._onrawdata
  if (!raw || typeof push !== 'function' || typeof state?.buffered !== 'number' || typeof onData !== 'function') return
  const afterArrival = readLongMessages(internals, raw, clock)
  raw.push = (data) => {
    // queued data goes first, and the end takes the usual way
    if (data === null || internals.destroying || state.buffered !== 0) return push.call(raw, data)
    onData.call(stream, data)
    afterArrival()
    return true
  }
}
