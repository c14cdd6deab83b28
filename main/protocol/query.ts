import { blob, copied, hex16, hex32, listOf, message, oneOf, record, text, uintUpTo } from '../base/codec.ts'
import type { Kind } from '../domain/file-kind.ts'
import { MAX_TTL } from './search-reach.ts'
import type { WireProtocol } from './codec.ts'

/** Longest query text, in UTF-8 bytes. */
export const MAX_TEXT = 512
/** Maximum number of hits for one query from one neighbour. */
export const MAX_HITS = 100
/** Maximum number of hits in one message. */
export const HITS_PER_MESSAGE = 16
/** Kinds in the order of their wire numbers; frozen. */
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
/** Longest name of a hit, in UTF-8 bytes, and its metadata in bytes: enough for what filters test and rows show. */
export const MAX_NAME = 255
export const MAX_META = 560
/** The largest number in `done`. */
export const MAX_COUNT = 10_000

/** A content that a peer knows of. Unverified: only a download checks it against its root. */
export interface RemoteHit {
  /** 64 hex digits. */
  root: string
  /** As its holder wrote it: unsafe to show or to use as a file name. */
  name: string
  size: number
  /** ms since the epoch. */
  modified: number
  kind: Kind
  /** Encoded by `metadataCodec`; may be empty or invalid, since it is forwarded unread. */
  meta: Uint8Array
  /** Key of the peer that has it, 64 hex digits. */
  holder: string
}

/** Messages of `hyoban/query` 2. None names the origin of a query: each hop knows only its neighbours. */
export interface QueryMessages {
  /** A query in one community, which `tag` identifies to its members. */
  ask: { id: string; tag: string; ttl: number; maxHits: number; text: string }
  answer: { id: string; hits: RemoteHit[] }
  /** No more hits follow. `peers` were asked, the sender and those behind it; `answered` of them had hits. */
  done: { id: string; peers: number; answered: number }
  /** The asker wants no more answers. */
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
 * hyoban/query 2: forwarded queries, and hits that return along the same path. Frozen by a fixture: changing a message
 * makes version 3, but metadata can grow, since readers skip unknown fields.
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
        maxHits: uintUpTo(MAX_HITS),
        text: text(MAX_TEXT),
      }),
      maxBytes: 16 + 16 + 1 + 1 + 2 + MAX_TEXT,
    },
    answer: { encoding: message<QueryMessages['answer']>({ id, hits }), maxBytes: 16 + 1 + HITS_PER_MESSAGE * MAX_HIT },
    done: { encoding: message<QueryMessages['done']>({ id, peers: count, answered: count }), maxBytes: 16 + 3 + 3 },
    cancel: { encoding: message<QueryMessages['cancel']>({ id }), maxBytes: 16 },
  },
  // allows a full answer to each query of a burst
  rate: { burst: 1000, perSecond: 100 },
}
