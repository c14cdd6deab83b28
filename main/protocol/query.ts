import { blob, copied, hex16, hex32, listOf, message, oneOf, record, text, uintUpTo } from '../base/codec.ts'
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

const hit = record<RemoteHit>({
  root: hex32,
  name: text(MAX_NAME),
  size: uintUpTo(Number.MAX_SAFE_INTEGER),
  modified: uintUpTo(Number.MAX_SAFE_INTEGER),
  kind: oneOf(WIRE_KINDS),
  meta: copied(blob(MAX_META)),
  holder: hex32,
})
const hits = listOf(hit, HITS_PER_MESSAGE)
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
