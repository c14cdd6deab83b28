import type { Kind } from '../../domain/file-kind.ts'

/** Hops that a query may still be passed on after the peer that receives it: at most 3 peers deep, but see `Flood` for the first hop. */
export const MOST_TTL = 2
/** UTF-8 bytes of a query's text. */
export const MOST_TEXT = 512
/** Hits that one query may bring from one neighbour. */
export const MOST_HITS = 100
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
export const MOST_NAME = 255
export const MOST_META = 560
/** What `done` may claim at most. */
export const MOST_COUNT = 10_000

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
  /** What the file says of itself, as `metadataCodec` writes it; possibly empty, possibly nonsense: passed on unread. */
  meta: Uint8Array
  /** The key of the peer that has it, 64 hex digits. */
  holder: string
}

/** A hit with the id of the community that was asked. */
export interface FoundHit extends RemoteHit {
  community: string
}

/** The messages of `hyoban/query` v2. No message names the asker: each hop knows its neighbours only. */
export interface QueryMessages {
  /** A query, bound to one community: `tag` names it to its members. `most` hits are wanted. */
  ask: { id: string; tag: string; ttl: number; most: number; text: string }
  answer: { id: string; hits: RemoteHit[] }
  /** Nothing more will come: `peers` were asked behind the sender (itself among them), of which `answered` had something. */
  done: { id: string; peers: number; answered: number }
  /** The answers are not wanted any more. */
  cancel: { id: string }
}
