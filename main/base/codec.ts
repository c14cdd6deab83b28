import * as c from 'compact-encoding'

/** A position in a buffer, as compact-encoding passes it along. */
export interface CodecState {
  start: number
  end: number
  buffer: Uint8Array | null
}

/** A compact-encoding codec. */
export interface Codec<T> {
  preencode(state: CodecState, value: T): void
  encode(state: CodecState, value: T): void
  decode(state: CodecState): T
}

/** Bytes of a fixed length; `decode` gives a view, not a copy. Throws on any other length. */
export function fixedBytes(length: number): Codec<Uint8Array> {
  return {
    preencode(state) {
      state.end += length
    },
    encode(state, value) {
      if (value.byteLength !== length) throw new RangeError(`expected ${length} bytes, got ${value.byteLength}`)
      ;(state.buffer as Uint8Array).set(value, state.start)
      state.start += length
    },
    decode(state) {
      if (state.end - state.start < length) throw new RangeError('message too short')
      const from = state.start
      state.start += length
      return (state.buffer as Uint8Array).subarray(from, state.start)
    },
  }
}

/** Everything up to the end of the message, as a view; at most `max` bytes. */
export function restBytes(max: number): Codec<Uint8Array> {
  return {
    preencode(state, value) {
      state.end += value.byteLength
    },
    encode(state, value) {
      if (value.byteLength > max) throw new RangeError(`at most ${max} bytes, got ${value.byteLength}`)
      ;(state.buffer as Uint8Array).set(value, state.start)
      state.start += value.byteLength
    },
    decode(state) {
      if (state.end - state.start > max) throw new RangeError('message too long')
      const from = state.start
      state.start = state.end
      return (state.buffer as Uint8Array).subarray(from, state.end)
    },
  }
}

/** 32 bytes, written as 64 lower-case hex digits in memory. */
export const hex32: Codec<string> = {
  preencode(state) {
    state.end += 32
  },
  encode(state, value) {
    const bytes = Buffer.from(value, 'hex')
    if (bytes.byteLength !== 32) throw new RangeError('expected 64 hexadecimal digits')
    ;(state.buffer as Uint8Array).set(bytes, state.start)
    state.start += 32
  },
  decode(state) {
    const { buffer, start } = state
    if (state.end - start < 32) throw new RangeError('message too short')
    state.start += 32
    const bytes = buffer as Uint8Array
    return Buffer.from(bytes.buffer, bytes.byteOffset + start, 32).toString('hex')
  },
}

/** A whole number from 0 to `max`, in the shortest form only: one number has one encoding. */
export function uintUpTo(max: number): Codec<number> {
  const check = (value: number): number => {
    if (!Number.isSafeInteger(value) || value < 0 || value > max) throw new RangeError(`number out of range: ${value}`)
    return value
  }
  return {
    preencode: (state, value) => c.uint.preencode(state, check(value)),
    encode: (state, value) => c.uint.encode(state, check(value)),
    decode(state) {
      const from = state.start
      const value = check(c.uint.decode(state))
      if (state.start - from !== (value <= 0xfc ? 1 : value <= 0xffff ? 3 : value <= 0xffffffff ? 5 : 9))
        throw new RangeError('number not in its shortest form')
      return value
    },
  }
}

/** One of a fixed list of words, as one byte. */
export function oneOf<const W extends string>(words: readonly W[]): Codec<W> {
  return {
    preencode(state) {
      state.end++
    },
    encode(state, value) {
      const index = words.indexOf(value)
      if (index < 0) throw new RangeError(`unknown word: ${value}`)
      ;(state.buffer as Uint8Array)[state.start++] = index
    },
    decode(state) {
      if (state.start >= state.end) throw new RangeError('message too short')
      const word = words[(state.buffer as Uint8Array)[state.start++] as number]
      if (word === undefined) throw new RangeError('unknown word')
      return word
    },
  }
}

/** An object whose fields follow each other in the given order; bytes left over after the last one are refused. */
export function message<T extends object>(fields: { [K in keyof T]: Codec<T[K]> }): Codec<T> {
  const entries = Object.entries(fields) as [keyof T, Codec<T[keyof T]>][]
  return {
    preencode(state, value) {
      for (const [name, codec] of entries) codec.preencode(state, value[name])
    },
    encode(state, value) {
      for (const [name, codec] of entries) codec.encode(state, value[name])
    },
    decode(state) {
      const value = {} as T
      for (const [name, codec] of entries) value[name] = codec.decode(state)
      if (state.start !== state.end) throw new RangeError('message too long')
      return value
    },
  }
}

/** Encodes into a new buffer. */
export function encodeWith<T>(codec: Codec<T>, value: T): Uint8Array {
  const state: CodecState = { start: 0, end: 0, buffer: null }
  codec.preencode(state, value)
  state.buffer = Buffer.allocUnsafe(state.end)
  codec.encode(state, value)
  return state.buffer
}

/** Decodes a whole buffer; throws RangeError on anything that `encodeWith` would not have made. */
export function decodeWith<T>(codec: Codec<T>, bytes: Uint8Array): T {
  const state: CodecState = { start: 0, end: bytes.byteLength, buffer: bytes }
  const value = codec.decode(state)
  if (state.start !== state.end) throw new RangeError('bytes left over')
  return value
}
