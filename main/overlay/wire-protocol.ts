/** A compact-encoding codec, as far as the overlay needs one. */
export interface Codec<T> {
  preencode(state: CodecState, message: T): void
  encode(state: CodecState, message: T): void
  /** Throws on bytes that mean nothing, and on values that the protocol does not allow. */
  decode(state: CodecState): T
}
export interface CodecState {
  start: number
  end: number
  buffer: Uint8Array | null
}

/** How many messages of a channel a peer may send: a bucket of `burst` tokens, refilled with `perSecond`. */
export interface RateLimit {
  burst: number
  perSecond: number
}

/** The wire schema of one protocol; M maps each message type to its shape. Order of `messages` is part of the wire format. */
export interface WireProtocol<M> {
  /** 'hyoban/transfer'; peers talk only when name and version are equal. */
  name: string
  version: number
  messages: { [K in keyof M]: { encoding: Codec<M[K]>; maxBytes: number } }
  /** A peer that sends faster is disconnected; left out: no limit. */
  rate?: RateLimit
}

/** The name under which a protocol is opened on a connection. */
export function wireName(protocol: { name: string; version: number }): string {
  return `${protocol.name}/${protocol.version}`
}

/** A message that decoding refused, as a value: protomux lets some error classes escape as uncaught exceptions. */
export class Refused {
  readonly reason: string
  constructor(reason: string) {
    this.reason = reason
  }
}

/**
 * Wraps a codec so that decoding never throws: too long, too short, trailing bytes and whatever `decode` objects to become a
 * `Refused`. Encoding more than `maxBytes` throws RangeError, for that is our own mistake.
 */
export function strict<T>(encoding: Codec<T>, maxBytes: number): Codec<T | Refused> {
  return {
    preencode(state, message) {
      const before = state.end
      encoding.preencode(state, message as T)
      if (state.end - before > maxBytes) throw new RangeError(`a message of ${state.end - before} bytes is over its limit of ${maxBytes}`)
    },
    encode: (state, message) => encoding.encode(state, message as T),
    decode(state) {
      const size = state.end - state.start
      if (size > maxBytes) return new Refused(`${size} bytes, allowed are ${maxBytes}`)
      try {
        const message = encoding.decode(state)
        return state.start === state.end ? message : new Refused(`${state.end - state.start} bytes too many`)
      } catch (error) {
        return new Refused(error instanceof Error ? error.message : String(error))
      }
    },
  }
}

/** Encodes one message on its own; used by tests and wherever a message is signed or stored. */
export function encodeMessage<T>(encoding: Codec<T>, message: T): Uint8Array {
  const state: CodecState = { start: 0, end: 0, buffer: null }
  encoding.preencode(state, message)
  const buffer = Buffer.alloc(state.end)
  encoding.encode({ start: 0, end: buffer.byteLength, buffer }, message)
  return buffer
}

/** Decodes one message strictly: Refused for anything but exactly one valid message of at most `maxBytes`. */
export function decodeMessage<T>(encoding: Codec<T>, bytes: Uint8Array, maxBytes = bytes.byteLength): T | Refused {
  return strict(encoding, maxBytes).decode({ start: 0, end: bytes.byteLength, buffer: bytes })
}
