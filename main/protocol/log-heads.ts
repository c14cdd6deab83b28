import { type Codec, copied, fixedBytes, hex32, listOf, message, record, shortBlob, uintUpTo } from '../base/codec.ts'
import type { EquivocationProof, TreePart } from '../domain/equivocation-proof.ts'
import type { SignedHead } from '../domain/signed-head.ts'
import type { WireProtocol } from './codec.ts'

/** Maximum number of heads in one message. */
export const MAX_HEADS = 64
/** Maximum number of tree nodes in one proof; a log of any length needs fewer. */
export const MAX_PARTS = 160

/** Messages of `hyoban/heads` 1. */
export interface LogHeadMessages {
  /** The logs that the sender has, with their lengths; sent again when they grow. */
  heads: { heads: SignedHead[] }
  /** Two contradictory signed heads of one log and one length, or one of a rewritten log. */
  proof: { one: SignedHead; other: SignedHead }
  /** Two signed heads of different lengths, where the longer log does not begin with the shorter one. */
  split: EquivocationProof
}

const MAX_SIGNATURE = 128
/** Key, two numbers, hash, signature. */
const MAX_HEAD = 32 + 9 + 9 + 32 + 1 + MAX_SIGNATURE
/** Size and hash. */
const MAX_PART = 9 + 32

const signature = copied(shortBlob(MAX_SIGNATURE))
const hash = copied(fixedBytes(32))
const number = uintUpTo(Number.MAX_SAFE_INTEGER)

const head = record<SignedHead>({ peer: hex32, length: number, fork: number, hash, signature })
/** Left out for the first log, which has the epoch 0. */
const epoch: Codec<number | undefined> = {
  preencode: (state, value = 0) => number.preencode(state, value),
  encode: (state, value = 0) => number.encode(state, value),
  decode: (state) => number.decode(state),
}
const laterHead = record<SignedHead>({ peer: hex32, epoch, length: number, fork: number, hash, signature })
const parts = listOf(record<TreePart>({ size: number, hash }), MAX_PARTS)

type Messages = WireProtocol<LogHeadMessages>['messages']

function messagesOf(one: Codec<SignedHead>, bytes: number): Messages {
  const heads = listOf(one, MAX_HEADS)
  return {
    heads: { encoding: message<LogHeadMessages['heads']>({ heads }), maxBytes: 1 + MAX_HEADS * bytes },
    proof: { encoding: message<LogHeadMessages['proof']>({ one, other: one }), maxBytes: 2 * bytes },
    split: {
      encoding: message<LogHeadMessages['split']>({ one, other: one, parts }),
      maxBytes: 2 * bytes + 1 + MAX_PARTS * MAX_PART,
    },
  }
}

/** The same messages about logs that their owners have begun later. */
export const laterHeadMessages = messagesOf(laterHead, MAX_HEAD + 9)

/** hyoban/heads 1: the rating logs of a peer with their lengths, and proofs of equivocation. */
export const logHeadsProtocol: WireProtocol<LogHeadMessages> = {
  name: 'hyoban/heads',
  version: 1,
  messages: messagesOf(head, MAX_HEAD),
  rate: { burst: 60, perSecond: 4 },
}
