import * as c from 'compact-encoding'
import { type Codec, fixedBytes, hex32, message, uintUpTo } from '../base/codec.ts'
import type { EquivocationProof, TreePart } from '../domain/equivocation-proof.ts'
import type { SignedHead } from '../domain/signed-head.ts'
import type { WireProtocol } from './codec.ts'

/** Heads in one message. */
export const MAX_HEADS = 64
/** Tree nodes in one proof: a log of any length needs fewer. */
export const MAX_PARTS = 160

/** The messages of `hyoban/heads` v1. */
export interface LogHeadMessages {
  /** The logs that I hold, as far as I hold them; again when they have grown. */
  heads: { heads: SignedHead[] }
  /** Two signed heads of one log and one length that cannot both be true, or one of a rewritten log. */
  proof: { one: SignedHead; other: SignedHead }
  /** Two signed heads of different lengths of which the longer log does not begin with the shorter one. */
  split: EquivocationProof
}

const MAX_SIGNATURE = 128
/** Key, two numbers, hash, signature. */
const MAX_HEAD = 32 + 9 + 9 + 32 + 1 + MAX_SIGNATURE
/** Size and hash. */
const MAX_PART = 9 + 32

const signature: Codec<Uint8Array> = {
  preencode(state, value) {
    state.end += 1 + value.byteLength
  },
  encode(state, value) {
    if (value.byteLength > MAX_SIGNATURE) throw new RangeError('signature too long')
    c.uint8.encode(state, value.byteLength)
    ;(state.buffer as Uint8Array).set(value, state.start)
    state.start += value.byteLength
  },
  decode(state) {
    const length = c.uint8.decode(state)
    if (length > MAX_SIGNATURE || state.end - state.start < length) throw new RangeError('signature too long')
    const from = state.start
    state.start += length
    // copied: a view would keep the whole network buffer alive
    return (state.buffer as Uint8Array).slice(from, state.start)
  },
}
const hash: Codec<Uint8Array> = { ...fixedBytes(32), decode: (state) => fixedBytes(32).decode(state).slice() }
const number = uintUpTo(Number.MAX_SAFE_INTEGER)

/** A record among others: unlike `message`, it does not insist on being the last thing. */
function inner<T extends object>(fields: { [K in keyof T]: Codec<T[K]> }): Codec<T> {
  const list = Object.entries(fields) as [keyof T, Codec<T[keyof T]>][]
  return {
    preencode: (state, value) => list.forEach(([name, codec]) => codec.preencode(state, value[name])),
    encode: (state, value) => list.forEach(([name, codec]) => codec.encode(state, value[name])),
    decode: (state) => Object.fromEntries(list.map(([name, codec]) => [name, codec.decode(state)])) as unknown as T,
  }
}

/** One byte of count, then the items; more than `most` are refused. */
function listOf<T>(item: Codec<T>, most: number): Codec<T[]> {
  const check = (count: number): void => {
    if (count > most) throw new RangeError(`${count} items, not more than ${most} are allowed`)
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

const head = inner<SignedHead>({ peer: hex32, length: number, fork: number, hash, signature })
const heads = listOf(head, MAX_HEADS)
const parts = listOf(inner<TreePart>({ size: number, hash }), MAX_PARTS)

/** hyoban/heads 1: which rating logs a peer holds, how far, and proofs of logs that contradict themselves. */
export const logHeadsProtocol: WireProtocol<LogHeadMessages> = {
  name: 'hyoban/heads',
  version: 1,
  messages: {
    heads: { encoding: message<LogHeadMessages['heads']>({ heads }), maxBytes: 1 + MAX_HEADS * MAX_HEAD },
    proof: { encoding: message<LogHeadMessages['proof']>({ one: head, other: head }), maxBytes: 2 * MAX_HEAD },
    split: {
      encoding: message<LogHeadMessages['split']>({ one: head, other: head, parts }),
      maxBytes: 2 * MAX_HEAD + 1 + MAX_PARTS * MAX_PART,
    },
  },
  rate: { burst: 60, perSecond: 4 },
}
