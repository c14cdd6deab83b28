import * as c from 'compact-encoding'
import { type Codec, hex32, message, oneOf, uintUpTo } from '../base/codec.ts'
import type { Kind } from '../domain/file-kind.ts'
import type { WireProtocol } from './codec.ts'

/**
 * Hops that a query may still be passed on after the peer that receives it: at most 3 peers deep, but see `Flood` for
 * the first hop.
 */
export const MAX_TTL = 2
/** UTF-8 bytes of a query's text. */
export const MAX_TEXT = 512
/** Hits that one query may bring from one neighbour. */
export const MAX_HITS = 100
/** Hits in one message. */
export const HITS_PER_MESSAGE = 16
/** Kinds as the wire numbers them: order and length are part of the format. */
export const WIRE_KINDS = [
  'audio',
  'video',
  'image',
  'document',
  'archive',
  'program',
  'data',
  'other',
] as const satisfies readonly Kind[]
/** UTF-8 bytes of a hit's name, and bytes of what is told of the file: all that filters and rows need fits. */
export const MAX_NAME = 255
export const MAX_META = 560
/** What `done` may claim at most. */
export const MAX_COUNT = 10_000

/** One content that a peer on the way knows of. Untrusted: only a download verifies it against its root. */
export interface RemoteHit {
  /** 64 hex digits. */
  root: string
  /** As its holder wrote it: not safe to show or to use. */
  name: string
  size: number
  /** ms since the epoch. */
  modified: number
  kind: Kind
  /**
   * What the file says of itself, as `metadataCodec` writes it; possibly empty, possibly nonsense: passed on unread.
   */
  meta: Uint8Array
  /** The key of the peer that has it, 64 hex digits. */
  holder: string
}

/** The messages of `hyoban/query` v2. No message names the asker: each hop knows its neighbours only. */
export interface QueryMessages {
  /** A query, bound to one community: `tag` names it to its members. `most` hits are wanted. */
  ask: { id: string; tag: string; ttl: number; most: number; text: string }
  answer: { id: string; hits: RemoteHit[] }
  /**
   * Nothing more will come: `peers` were asked behind the sender (itself among them), of which `answered` had
   * something.
   */
  done: { id: string; peers: number; answered: number }
  /** The answers are not wanted any more. */
  cancel: { id: string }
}

/** 16 bytes, written as 32 lower-case hex digits in memory. */
const hex16: Codec<string> = {
  preencode(state) {
    state.end += 16
  },
  encode(state, value) {
    const bytes = Buffer.from(value, 'hex')
    if (bytes.byteLength !== 16) throw new RangeError('expected 32 hexadecimal digits')
    ;(state.buffer as Uint8Array).set(bytes, state.start)
    state.start += 16
  },
  decode(state) {
    const { buffer, start } = state
    if (state.end - start < 16) throw new RangeError('message too short')
    state.start += 16
    const bytes = buffer as Uint8Array
    return Buffer.from(bytes.buffer, bytes.byteOffset + start, 16).toString('hex')
  },
}

/**
 * Text of at most `max` UTF-8 bytes (up to 65,535), behind its length in two bytes; anything but well-formed UTF-8 is
 * refused.
 */
function text(max: number): Codec<string> {
  return {
    preencode(state, value) {
      state.end += 2 + Buffer.byteLength(value)
    },
    encode(state, value) {
      const bytes = Buffer.from(value)
      if (bytes.byteLength > max) throw new RangeError('text too long')
      c.uint16.encode(state, bytes.byteLength)
      ;(state.buffer as Uint8Array).set(bytes, state.start)
      state.start += bytes.byteLength
    },
    decode(state) {
      const length = c.uint16.decode(state)
      if (length > max || state.end - state.start < length) throw new RangeError('text too long')
      const from = state.start
      state.start += length
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
        (state.buffer as Uint8Array).subarray(from, state.start),
      )
    },
  }
}

/** At most `max` bytes (up to 65,535), behind their length in two bytes. */
function blob(max: number): Codec<Uint8Array> {
  return {
    preencode(state, value) {
      state.end += 2 + value.byteLength
    },
    encode(state, value) {
      if (value.byteLength > max) throw new RangeError('too many bytes')
      c.uint16.encode(state, value.byteLength)
      ;(state.buffer as Uint8Array).set(value, state.start)
      state.start += value.byteLength
    },
    decode(state) {
      const length = c.uint16.decode(state)
      if (length > max || state.end - state.start < length) throw new RangeError('too many bytes')
      const from = state.start
      state.start += length
      // a copy: the message's buffer is larger, and would be kept
      return new Uint8Array((state.buffer as Uint8Array).subarray(from, state.start))
    },
  }
}

const fields = Object.entries({
  root: hex32,
  name: text(MAX_NAME),
  size: uintUpTo(Number.MAX_SAFE_INTEGER),
  modified: uintUpTo(Number.MAX_SAFE_INTEGER),
  kind: oneOf(WIRE_KINDS),
  meta: blob(MAX_META),
  holder: hex32,
}) as [keyof RemoteHit, Codec<RemoteHit[keyof RemoteHit]>][]
/** A hit among others: unlike `message`, it does not insist on being the last thing. */
const hit: Codec<RemoteHit> = {
  preencode: (state, value) => fields.forEach(([name, codec]) => codec.preencode(state, value[name])),
  encode: (state, value) => fields.forEach(([name, codec]) => codec.encode(state, value[name])),
  decode: (state) =>
    Object.fromEntries(fields.map(([name, codec]) => [name, codec.decode(state)])) as unknown as RemoteHit,
}

const hits: Codec<RemoteHit[]> = {
  preencode(state, list) {
    state.end++
    for (const one of list) hit.preencode(state, one)
  },
  encode(state, list) {
    if (list.length > HITS_PER_MESSAGE) throw new RangeError('too many hits')
    c.uint8.encode(state, list.length)
    for (const one of list) hit.encode(state, one)
  },
  decode(state) {
    const count = c.uint8.decode(state)
    if (count > HITS_PER_MESSAGE) throw new RangeError('too many hits')
    return Array.from({ length: count }, () => hit.decode(state))
  },
}

const id = hex16
const count = uintUpTo(MAX_COUNT)
/** Root, name, size, time, kind, metadata, holder. */
const MAX_HIT = 32 + 2 + MAX_NAME + 9 + 9 + 1 + 2 + MAX_META + 32

/**
 * hyoban/query 2: queries that are passed on, and what comes back the same way; hits tell what the file says of itself.
 * Frozen (see the fixture of its
 * test): changing a message makes version 3. What is told of a file can grow without that: readers skip fields that
 * they do not know.
 */
export const queryProtocol: WireProtocol<QueryMessages> = {
  name: 'hyoban/query',
  version: 2,
  messages: {
    ask: {
      encoding: message<QueryMessages['ask']>({
        id,
        tag: hex16,
        ttl: uintUpTo(MAX_TTL),
        most: uintUpTo(MAX_HITS),
        text: text(MAX_TEXT),
      }),
      maxBytes: 16 + 16 + 1 + 1 + 2 + MAX_TEXT,
    },
    answer: { encoding: message<QueryMessages['answer']>({ id, hits }), maxBytes: 16 + 1 + HITS_PER_MESSAGE * MAX_HIT },
    done: { encoding: message<QueryMessages['done']>({ id, peers: count, answered: count }), maxBytes: 16 + 3 + 3 },
    cancel: { encoding: message<QueryMessages['cancel']>({ id }), maxBytes: 16 },
  },
  // A full answer to each query that a peer may ask in a burst; who sends more is disconnected.
  rate: { burst: 1000, perSecond: 100 },
}
