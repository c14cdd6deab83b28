import * as c from 'compact-encoding'
import { type Codec, fixedBytes, hex32, message, uintUpTo } from '../../base/codec.ts'
import { MOST_HEADS, type GossipMessages, type SignedHead } from '../../ratings/gossip-messages.ts'
import type { WireProtocol } from '../wire-protocol.ts'

const MAX_SIGNATURE = 128
/** Key, two numbers, hash, signature. */
const MAX_HEAD = 32 + 9 + 9 + 32 + 1 + MAX_SIGNATURE

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

const fields = Object.entries({ peer: hex32, length: number, fork: number, hash, signature }) as [keyof SignedHead, Codec<SignedHead[keyof SignedHead]>][]
/** A head among others: unlike `message`, it does not insist on being the last thing. */
const head: Codec<SignedHead> = {
  preencode: (state, value) => fields.forEach(([name, codec]) => codec.preencode(state, value[name])),
  encode: (state, value) => fields.forEach(([name, codec]) => codec.encode(state, value[name])),
  decode: (state) => Object.fromEntries(fields.map(([name, codec]) => [name, codec.decode(state)])) as unknown as SignedHead,
}

const list: Codec<SignedHead[]> = {
  preencode(state, heads) {
    state.end++
    for (const one of heads) head.preencode(state, one)
  },
  encode(state, heads) {
    if (heads.length > MOST_HEADS) throw new RangeError('too many heads')
    c.uint8.encode(state, heads.length)
    for (const one of heads) head.encode(state, one)
  },
  decode(state) {
    const count = c.uint8.decode(state)
    if (count > MOST_HEADS) throw new RangeError('too many heads')
    return Array.from({ length: count }, () => head.decode(state))
  },
}

/** hyoban/heads 1: which rating logs a peer holds, how far, and proofs of logs that contradict themselves. */
export const headsWire: WireProtocol<GossipMessages> = {
  name: 'hyoban/heads',
  version: 1,
  messages: {
    heads: { encoding: message<GossipMessages['heads']>({ heads: list }), maxBytes: 1 + MOST_HEADS * MAX_HEAD },
    proof: { encoding: message<GossipMessages['proof']>({ one: head, other: head }), maxBytes: 2 * MAX_HEAD },
  },
  rate: { burst: 60, perSecond: 4 },
}
