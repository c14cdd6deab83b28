// Patch of hyperdht 6.34.0 over udx-native 1.21.3: wraps `createRawStream` of the DHT, which is public, and empties the
// private `_buffer` of its streams once they are closed. Wraps `createSecretStream` of the server of a swarm, an option
// of the DHT's servers that Hyperswarm does not pass on, and clears a field of its private `_holepunches`.
//
// What: a closed UDX stream lets go of the 66 KiB into which it read. UDX writes nothing there after the stream is
// destroyed. The state of a handshake lets go of the connection that came of it once that is closed. Does nothing
// without the expected parts.
// Why: the DHT keeps the state of each handshake for 10 s, and with it the connection and all that belongs to it, so
// that peers that connect again and again make a node hold thousands of closed connections.
// Gain: 100 connections that come and go leave less than 3.2 MB of buffers instead of 7.6 MB, and 10 of them no
// connection instead of 10 (test/network/closed-streams.test.ts).
// Can go: when udx-native frees its buffer, or the DHT forgets the stream.
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import type HyperDHT from 'hyperdht'
import type Hyperswarm from 'hyperswarm'

/** A UDX stream. */
interface RawStream {
  once(event: 'close', listener: () => void): void
  _buffer?: unknown
}

/** A server of the DHT. */
interface Server {
  createSecretStream?: (isInitiator: boolean, rawStream: unknown, options: unknown) => NoiseSecretStream
  /** The handshakes of the last 10 s; null for places that are free. */
  _holepunches?: ({ encryptedSocket: NoiseSecretStream | null } | null)[]
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

/** To be called before the swarm listens. */
export function forgetClosedConnections(swarm: Hyperswarm): void {
  const server = swarm.server as unknown as Server
  const { createSecretStream: create, _holepunches: handshakes } = server
  if (typeof create !== 'function' || !Array.isArray(handshakes)) return
  server.createSecretStream = (...args) => {
    const stream = create.apply(server, args)
    stream.once('close', () => {
      const handshake = handshakes.find((one) => one?.encryptedSocket === stream)
      if (handshake) handshake.encryptedSocket = null
    })
    return stream
  }
}
