// Patch of hyperdht 6.34.0 over udx-native 1.21.3: wraps `createRawStream` of the DHT, which is public, and empties the
// private `_buffer` of its streams once they are closed.
//
// What: a closed UDX stream lets go of the 66 KiB into which it read. UDX writes nothing there after the stream is
// destroyed. Does nothing to a stream without the expected part.
// Why: the DHT keeps the state of each handshake for 10 s, and with it the stream, so that peers that connect again and
// again make a node hold hundreds of these buffers.
// Gain: 100 connections that come and go leave less than 3.2 MB of buffers instead of 7.6 MB
// (test/network/closed-streams.test.ts).
// Can go: when udx-native frees its buffer, or the DHT forgets the stream.
import type HyperDHT from 'hyperdht'

/** A UDX stream. */
interface RawStream {
  once(event: 'close', listener: () => void): void
  _buffer?: unknown
}

const NOTHING = new Uint8Array(0)

/** To be called before the DHT makes its first stream. */
export function freeClosedStreams(dht: HyperDHT): void {
  const streams = dht as unknown as { createRawStream: (options?: unknown) => RawStream }
  const create = streams.createRawStream.bind(dht)
  streams.createRawStream = (options) => {
    const stream = create(options)
    if (stream._buffer instanceof Uint8Array) stream.once('close', () => (stream._buffer = NOTHING))
    return stream
  }
}
