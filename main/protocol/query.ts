import { blob, copied, hex16, hex32, listOf, message, oneOf, record, text, uintUpTo } from '../base/codec.ts'
import type { Kind } from '../domain/file-kind.ts'
import type { WireProtocol } from './codec.ts'

/**
 * Hops that a query may still be forwarded by its receiver: at most 3 peers deep, but see `Flood` for the first hop.
 */
export const MAX_TTL = 2
/** UTF-8 bytes of a query's text. */
export const MAX_TEXT = 512
/** Hits for one query from one neighbour. */
export const MAX_HITS = 100
/** Hits in one message. */
export const HITS_PER_MESSAGE = 16
/** Kinds in the order of their numbers on the wire; frozen. */
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
/** UTF-8 bytes of the name of a hit, and bytes of its metadata: enough for all that filters and rows need. */
export const MAX_NAME = 255
export const MAX_META = 560
/** The largest number in `done`. */
export const MAX_COUNT = 10_000

/** A content that a peer knows of. Untrusted: only a download verifies it against its root. */
export interface RemoteHit {
  /** 64 hex digits. */
  root: string
  /** As its holder wrote it: not safe to show or to use as a file name. */
  name: string
  size: number
  /** ms since the epoch. */
  modified: number
  kind: Kind
  /** Metadata as `metadataCodec` writes it; possibly empty or invalid, since it is forwarded unread. */
  meta: Uint8Array
  /** Key of the peer that has it, 64 hex digits. */
  holder: string
}

/** Messages of `hyoban/query` 2. None names the origin of a query: each hop knows its neighbours only. */
export interface QueryMessages {
  /** A query in one community, which `tag` names to its members; at most `most` hits are wanted. */
  ask: { id: string; tag: string; ttl: number; maxHits: number; text: string }
  answer: { id: string; hits: RemoteHit[] }
  /** No more hits follow: `peers` were asked behind the sender (including itself), of which `answered` had hits. */
  done: { id: string; peers: number; answered: number }
  /** No more answers are wanted. */
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
 * hyoban/query 2: forwarded queries, and hits that return the same way. Frozen (see the fixture of its test): changing
 * a message makes version 3, but metadata can grow, since readers skip unknown fields.
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
  // A full answer to each query of a burst; a peer that exceeds it is disconnected.
  rate: { burst: 1000, perSecond: 100 },
}
