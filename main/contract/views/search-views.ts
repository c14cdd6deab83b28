import { z } from 'zod'
import { bytes, hex32, time } from '../base.ts'
import { fileKind } from '../library.ts'
import { metadata } from '../metadata.ts'
import { peerBadge, type Trust } from '../trust.ts'

/** One content (one root) with all its names and sources. All texts are safe to display. */
export const searchHit = z.object({
  root: hex32,
  name: z.string(),
  otherNames: z.array(z.string()),
  size: bytes,
  kind: fileKind,
  modified: time,
  /** In my library. */
  own: z.boolean(),
  sources: z.array(peerBadge.extend({ path: z.string(), online: z.boolean() })),
  /** Downloaded before, whether or not it is still in the library. */
  downloaded: z.boolean().optional(),
  /** Reported by a peer in answer to this query, and not in any catalogue stored here. */
  remote: z.boolean().optional(),
  /** Metadata by the most trusted source; sources may disagree. */
  metadata: metadata.optional(),
})
export type SearchHit = z.infer<typeof searchHit>

/** Size classes with the upper bounds 100 KiB, 10 MiB, 100 MiB and 1 GiB. */
export const SIZE_CLASSES = ['tiny', 'small', 'medium', 'large', 'huge'] as const
/** Class of a content by its best source: mine, good, new or excluded. */
export const TRUST_CLASSES = ['own', 'good', 'new', 'bad'] as const
const sizeClass = z.enum(SIZE_CLASSES)
const trustClass = z.enum(TRUST_CLASSES)
export type SizeClass = z.infer<typeof sizeClass>
export type TrustClass = z.infer<typeof trustClass>

export const SORTS = ['relevance', 'name', 'size', 'date', 'sources'] as const

/** Filters besides the query text; an empty list does not filter. */
export const searchFilters = z.object({
  kinds: z.array(fileKind).max(8).default([]),
  sizes: z.array(sizeClass).max(5).default([]),
  trusts: z.array(trustClass).max(4).default([]),
  /** Community ids. */
  communities: z.array(hex32).max(64).default([]),
})
export type SearchFilters = z.infer<typeof searchFilters>

/** Numbers of matching contents by class, without zeros. */
const facets = z.object({
  kinds: z.array(z.object({ value: fileKind, count: z.number().int() })),
  sizes: z.array(z.object({ value: sizeClass, count: z.number().int() })),
  trusts: z.array(z.object({ value: trustClass, count: z.number().int() })),
  communities: z.array(z.object({ value: hex32, name: z.string(), count: z.number().int() })),
})
export type Facets = z.infer<typeof facets>

/** Translation keys of errors in a query. If there is a correction (`mend`), the hits are its hits. */
const QUERY_PROBLEMS = [
  'tooLong',
  'tooMany',
  'tooDeep',
  'openQuote',
  'openParenthesis',
  'strayParenthesis',
  'nothingAfter',
  'nothingBefore',
  'badNumber',
  'badUnit',
  'badRange',
  'badValue',
  'emptyValue',
  'noPattern',
] as const
/** Positions in UTF-16 units, `end` exclusive. `mend` is the corrected text; null if there is no correction. */
export const queryProblem = z.object({
  code: z.enum(QUERY_PROBLEMS),
  message: z.string(),
  start: z.number().int(),
  end: z.number().int(),
  mend: z.string().nullable(),
  /** Values for the translated sentence. */
  values: z.record(z.string(), z.string()),
})
export type QueryProblem = z.infer<typeof queryProblem>

/** Translation keys of possible misunderstandings in a valid query. */
const QUERY_HINTS = ['unknownField'] as const
export const queryHint = z.object({
  code: z.enum(QUERY_HINTS),
  start: z.number().int(),
  end: z.number().int(),
  text: z.string(),
  mend: z.string().nullable(),
})
export type QueryHint = z.infer<typeof queryHint>

/** Progress of a network search: peers asked (neighbours and beyond), those with hits, and those pending. */
const networkProgress = z.object({
  asked: z.number().int(),
  answered: z.number().int(),
  waiting: z.number().int(),
})

export const searchResult = z.object({
  hits: z.array(searchHit),
  /** Number of matching contents; `hits` are the first of them. */
  total: z.number().int(),
  /** Catalogues searched, and neighbours' catalogues still arriving. */
  catalogues: z.number().int(),
  arriving: z.number().int(),
  /** Contents hidden because only excluded peers have them, and the number of such peers. */
  hidden: z.object({ hits: z.number().int(), peers: z.number().int() }),
  /**
   * Identifies the row order for `rows` and `why`. It may change once, shortly after the first answer, when all matches
   * have been ranked. Within one order rows keep their positions, and new ones are appended.
   */
  snapshot: z.number().int().optional(),
  /** Not all matches were examined; `total` is a lower bound. */
  more: z.boolean().optional(),
  /** New contents that would rank above rows already shown if the search were repeated. */
  fresh: z.number().int().optional(),
  /** Absent until counted. */
  facets: facets.optional(),
  /** The text is not a valid query; the hits are those of the correction, if any. */
  problem: queryProblem.optional(),
  hints: z.array(queryHint).optional(),
  /** The text has no match; the results are for this text instead. */
  corrected: z.string().optional(),
  /** Few matches: other spellings with the number of additional contents that each finds. */
  similar: z.array(z.object({ text: z.string(), count: z.number().int() })).optional(),
  /** Left out where no peer is asked. */
  network: networkProgress.optional(),
})
export type SearchResult = z.infer<typeof searchResult>

/** Why a content stands where it does: what each factor brought, `points` = weight * value; they add up to `score`. */
const RANK_FACTORS = ['text', 'trust', 'sources', 'fresh', 'speed', 'doubt'] as const
/** Scores below this lead to exclusion sooner or later; nobody is suspected without evidence. */
const DOUBT_BELOW = 0.5
/** Whether a source is excluded or distrusted, on evidence. */
export const isDoubtful = ({ decision, u }: { decision: Trust['decision']; u: number | null }): boolean =>
  decision === 'bad' || (u !== null && u < DOUBT_BELOW)
export const rankExplanation = z.object({
  score: z.number(),
  /** Its place, from 1. */
  place: z.number().int(),
  factors: z.array(
    z.object({
      factor: z.enum(RANK_FACTORS),
      value: z.number().min(0).max(1),
      weight: z.number(),
      points: z.number(),
      /** What the value was made from: numbers that the sentence of the factor names. */
      from: z.record(z.string(), z.number()),
    }),
  ),
})
export type RankExplanation = z.infer<typeof rankExplanation>

/** A saved query. A wish runs automatically and reports new results. */
export const savedSearch = z.object({
  id: z.number().int(),
  name: z.string(),
  text: z.string(),
  filters: searchFilters,
  wish: z.boolean(),
  created: time,
  /** Last run of a wish; null before the first. */
  ran: time.nullable(),
  /** Contents that a wish has found so far, and those not seen yet. */
  found: z.number().int(),
  unseen: z.number().int(),
})
export type SavedSearch = z.infer<typeof savedSearch>

/** An entry of a peer's folder; `key` is passed to `browse` to open it, `name` is displayed. */
export const browseRow = z.discriminatedUnion('type', [
  z.object({ type: z.literal('folder'), key: z.string(), name: z.string(), files: z.number().int(), bytes }),
  z.object({
    type: z.literal('file'),
    key: z.string(),
    name: z.string(),
    root: hex32,
    size: bytes,
    kind: fileKind,
    modified: time,
    own: z.boolean(),
    downloaded: z.boolean(),
  }),
])
export type BrowseRow = z.infer<typeof browseRow>

/** Translation keys of the help entries. */
const HELP_ENTRIES = [
  'words',
  'phrase',
  'not',
  'or',
  'group',
  'type',
  'ext',
  'name',
  'folder',
  'title',
  'artist',
  'album',
  'author',
  'text',
  'size',
  'year',
  'duration',
  'pages',
  'width',
  'height',
  'bitrate',
  'modified',
  'peers',
  'trust',
  'shared',
  'community',
  'from',
  'root',
] as const

/** A term of the query language, for the in-app help. */
export const helpEntry = z.object({
  /** Translation key. */
  id: z.enum(HELP_ENTRIES),
  group: z.enum(['words', 'fields', 'numbers', 'sources']),
  /** Its syntax. */
  syntax: z.string(),
  /** Aliases of the field. */
  aliases: z.array(z.string()),
  examples: z.array(z.string()),
  /** Allowed values, if the field has a fixed list. */
  values: z.array(z.string()),
})
export type HelpEntry = z.infer<typeof helpEntry>
