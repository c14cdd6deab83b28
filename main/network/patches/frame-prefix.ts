// Patch of @hyperswarm/secret-stream 6.9.2: sets the private field `_utp` of a connection, and reads the state of its
// parser.
//
// What: reports the length of each frame that does not arrive whole, before memory is taken for it, and how much of it
// has arrived. The library calls `_utp.setContentSize` at that moment, for a kind of raw stream that is not used here.
// Does nothing if the stream does not have the expected private parts.
// Why: a frame may claim 16 MiB, and the library takes that memory with the first packet and keeps it until the
// connection ends.
// Gain: a frame that is too long costs its sender the connection, and this node no memory.
// Can go: when the secret stream takes a limit for its frames.
import type NoiseSecretStream from '@hyperswarm/secret-stream'

/** Private parts of the stream; each is checked before use. */
interface ParserState {
  /** 0: reading the three bytes of the length; 1: reading the frame. */
  _state?: unknown
  /** Length of the frame, and bytes that have arrived. */
  _len?: unknown
  _tmp?: unknown
  _message?: unknown
  _utp?: unknown
}

export interface ArrivingFrame {
  length: number
  received: number
}

/** The frame of which only a part has arrived; null between frames. */
export function arrivingFrame(stream: NoiseSecretStream): ArrivingFrame | null {
  const { _state: state, _len: length, _tmp: received } = stream as unknown as ParserState
  if (state !== 1 || typeof length !== 'number' || typeof received !== 'number') return null
  return { length, received }
}

/** Calls back with the length of each frame that has begun to arrive, also of one that had begun before this call. */
export function onFrameBegun(stream: NoiseSecretStream, listener: (length: number) => void): void {
  const parser = stream as unknown as ParserState
  if (parser._utp !== null) return
  parser._utp = {
    setContentSize: () => {
      if (typeof parser._len === 'number') listener(parser._len)
    },
  }
  queueMicrotask(() => {
    const begun = arrivingFrame(stream)
    if (begun) listener(begun.length)
  })
}

/** Lets go of what has arrived of a frame: the library would keep it as long as anybody holds the stream. */
export function dropFrame(stream: NoiseSecretStream): void {
  ;(stream as unknown as ParserState)._message = null
}
