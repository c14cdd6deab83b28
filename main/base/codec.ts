import * as c from 'compact-encoding'

/** State of encoding or decoding, as in compact-encoding. */
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

/** Bytes of a fixed length; `decode` returns a view, not a copy. Throws on any other length. */
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

/** Bytes of a fixed length as lower-case hex digits in memory. */
function hexBytes(length: number): Codec<string> {
  return {
    preencode(state) {
      state.end += length
    },
    encode(state, value) {
      const bytes = Buffer.from(value, 'hex')
      if (bytes.byteLength !== length) throw new RangeError(`expected ${2 * length} hexadecimal digits`)
      ;(state.buffer as Uint8Array).set(bytes, state.start)
      state.start += length
    },
    decode(state) {
      const { buffer, start } = state
      if (state.end - start < length) throw new RangeError('message too short')
      state.start += length
      const bytes = buffer as Uint8Array
      return Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('hex')
    },
  }
}

/** 16 bytes, 32 hex digits in memory. */
export const hex16 = hexBytes(16)

/** 32 bytes, 64 hex digits in memory. */
export const hex32 = hexBytes(32)

/** Bytes prefixed with their length, which `length` encodes; `decode` returns a view. */
function sizedBytes(max: number, length: Codec<number>): Codec<Uint8Array> {
  const check = (bytes: number): void => {
    if (bytes > max) throw new RangeError(`at most ${max} bytes, got ${bytes}`)
  }
  return {
    preencode(state, value) {
      length.preencode(state, value.byteLength)
      state.end += value.byteLength
    },
    encode(state, value) {
      check(value.byteLength)
      length.encode(state, value.byteLength)
      ;(state.buffer as Uint8Array).set(value, state.start)
      state.start += value.byteLength
    },
    decode(state) {
      const bytes = length.decode(state)
      check(bytes)
      if (state.end - state.start < bytes) throw new RangeError('message too short')
      const from = state.start
      state.start += bytes
      return (state.buffer as Uint8Array).subarray(from, state.start)
    },
  }
}

/** At most `max` bytes (up to 255), prefixed with their length in one byte; `decode` returns a view. */
export function shortBlob(max: number): Codec<Uint8Array> {
  return sizedBytes(max, c.uint8)
}

/** At most `max` bytes (up to 65,535), prefixed with their length in two bytes; `decode` returns a view. */
export function blob(max: number): Codec<Uint8Array> {
  return sizedBytes(max, c.uint16)
}

/** Text in the given encoding of its UTF-8 bytes; decoding refuses malformed UTF-8. */
function utf8(bytes: Codec<Uint8Array>): Codec<string> {
  return {
    preencode: (state, value) => bytes.preencode(state, Buffer.from(value)),
    encode: (state, value) => bytes.encode(state, Buffer.from(value)),
    // a byte order mark is kept: two texts may not become one
    decode: (state) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.decode(state)),
  }
}

/**
 * Text of at most `max` UTF-8 bytes (up to 65,535), prefixed with its length in two bytes; decoding refuses malformed
 * UTF-8.
 */
export function text(max: number): Codec<string> {
  return utf8(blob(max))
}

/** Text of at most `max` UTF-8 bytes, prefixed with its length as `uintUpTo` encodes it. */
export function shortText(max: number): Codec<string> {
  return utf8(sizedBytes(max, uintUpTo(max)))
}

/** Two bytes, the higher one first, unlike all other numbers. */
const uint16be: Codec<number> = {
  preencode(state) {
    state.end += 2
  },
  encode(state, value) {
    const buffer = state.buffer as Uint8Array
    buffer[state.start++] = value >> 8
    buffer[state.start++] = value & 255
  },
  decode(state) {
    if (state.end - state.start < 2) throw new RangeError('message too short')
    const buffer = state.buffer as Uint8Array
    return ((buffer[state.start++] as number) << 8) | (buffer[state.start++] as number)
  },
}

/** Text of at most `max` UTF-8 bytes (up to 65,535), prefixed with its length in two bytes, the higher one first. */
export function textBigEndian(max: number): Codec<string> {
  return utf8(sizedBytes(max, uint16be))
}

/** The same bytes, copied when decoded: a view would keep the whole network buffer alive. */
export function copied(codec: Codec<Uint8Array>): Codec<Uint8Array> {
  return { ...codec, decode: (state) => new Uint8Array(codec.decode(state)) }
}

/** One byte that is always `value`: the version of a format. Decoding refuses any other value. */
export function versionByte<const V extends number>(value: V): Codec<V> {
  return {
    preencode: (state) => c.uint8.preencode(state, value),
    encode: (state) => c.uint8.encode(state, value),
    decode(state) {
      if (c.uint8.decode(state) !== value) throw new RangeError('unknown version')
      return value
    },
  }
}

/** An integer from `min` to `max`, in its shortest form only: each number has one encoding. */
export function uintUpTo(max: number, min = 0): Codec<number> {
  const check = (value: number): number => {
    if (!Number.isSafeInteger(value) || value < min || value > max)
      throw new RangeError(`number out of range: ${value}`)
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

/** At most `max` items (up to 255), prefixed with their count in one byte. */
export function listOf<T>(item: Codec<T>, max: number): Codec<T[]> {
  const check = (count: number): void => {
    if (count > max) throw new RangeError(`at most ${max} items, got ${count}`)
  }
  return {
    preencode(state, items) {
      state.end++
      for (const one of items) item.preencode(state, one)
    },
    encode(state, items) {
      check(items.length)
      c.uint8.encode(state, items.length)
      for (const one of items) item.encode(state, one)
    },
    decode(state) {
      const count = c.uint8.decode(state)
      check(count)
      return Array.from({ length: count }, () => item.decode(state))
    },
  }
}

/** An object whose fields follow each other in the given order; bytes may follow the last one. */
export function record<T extends object>(fields: { [K in keyof T]: Codec<T[K]> }): Codec<T> {
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
      return value
    },
  }
}

/** A record that fills the whole message: bytes after its last field are refused. */
export function message<T extends object>(fields: { [K in keyof T]: Codec<T[K]> }): Codec<T> {
  const whole = record<T>(fields)
  return {
    ...whole,
    decode(state) {
      const value = whole.decode(state)
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

/** Decodes a whole buffer; throws RangeError on anything that `encodeWith` does not produce. */
export function decodeWith<T>(codec: Codec<T>, bytes: Uint8Array): T {
  const state: CodecState = { start: 0, end: bytes.byteLength, buffer: bytes }
  const value = codec.decode(state)
  if (state.start !== state.end) throw new RangeError('bytes left over')
  return value
}
