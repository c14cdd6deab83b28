import { messageOf } from '../base/errors.ts'
import type { Codec } from '../base/codec.ts'
import type { RateLimit } from '../base/token-bucket.ts'

/**
 * The wire schema of one protocol; M maps each message type to its shape. The order of `messages` is part of the
 * format.
 */
export interface WireProtocol<M> {
  /** For example 'hyoban/transfer'. Peers communicate only if name and version are equal. */
  name: string
  version: number
  messages: { [K in keyof M]: { encoding: Codec<M[K]>; maxBytes: number } }
  /** A peer that exceeds it is disconnected. Left out: no limit. */
  rate?: RateLimit
}

/** The name under which a protocol is opened on a connection. */
export function wireName(protocol: { name: string; version: number }): string {
  return `${protocol.name}/${protocol.version}`
}

/** A refused message. A value, not an error: protomux lets some errors escape as uncaught exceptions. */
export class Refused {
  readonly reason: string
  constructor(reason: string) {
    this.reason = reason
  }
}

/**
 * Wraps a codec so that decoding never throws: messages that are too long or too short, trailing bytes and errors of
 * `decode` become a `Refused`. Encoding more than `maxBytes` throws RangeError: that is a bug on this side.
 */
export function strict<T>(encoding: Codec<T>, maxBytes: number): Codec<T | Refused> {
  return {
    preencode(state, message) {
      const before = state.end
      encoding.preencode(state, message as T)
      if (state.end - before > maxBytes)
        throw new RangeError(`message of ${state.end - before} bytes exceeds the limit of ${maxBytes}`)
    },
    encode: (state, message) => encoding.encode(state, message as T),
    decode(state) {
      const size = state.end - state.start
      if (size > maxBytes) return new Refused(`${size} bytes exceed the limit of ${maxBytes}`)
      try {
        const message = encoding.decode(state)
        return state.start === state.end ? message : new Refused(`${state.end - state.start} trailing bytes`)
      } catch (error) {
        return new Refused(messageOf(error))
      }
    },
  }
}

/** Decodes one message strictly: Refused for anything but exactly one valid message of at most `maxBytes`. */
export function decodeMessage<T>(encoding: Codec<T>, bytes: Uint8Array, maxBytes = bytes.byteLength): T | Refused {
  return strict(encoding, maxBytes).decode({ start: 0, end: bytes.byteLength, buffer: bytes })
}
