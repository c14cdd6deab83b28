import { z } from 'zod'
import { bytes, hex32, time } from '../base.ts'
import { fileKind } from '../library.ts'
import { metadata } from '../metadata.ts'
import { peerBadge } from '../trust.ts'

/** One content (equal bytes, one root), however many names and sources it has. All texts are safe to show. */
export const searchHit = z.object({
  root: hex32,
  name: z.string(),
  otherNames: z.array(z.string()),
  size: bytes,
  kind: fileKind,
  modified: time,
  /** In my own library already. */
  own: z.boolean(),
  sources: z.array(peerBadge.extend({ path: z.string(), online: z.boolean() })),
  /** Downloaded once, whether it is still in the library or not. */
  downloaded: z.boolean().optional(),
  /** Told by a peer in answer to this query, and in no catalogue that I hold. */
  remote: z.boolean().optional(),
  /** What the file says of itself; its sources may disagree, the most trusted one is believed. */
  metadata: metadata.optional(),
})
export type SearchHit = z.infer<typeof searchHit>

/** Classes of size: below 100 KiB, 10 MiB, 100 MiB, 1 GiB, and above. */
export const SIZE_CLASSES = ['tiny', 'small', 'medium', 'large', 'huge'] as const
/** A content by its best source: mine, a trusted one, one not known yet, an excluded one. */
export const TRUST_CLASSES = ['own', 'good', 'new', 'bad'] as const
const sizeClass = z.enum(SIZE_CLASSES)
const trustClass = z.enum(TRUST_CLASSES)
export type SizeClass = z.infer<typeof sizeClass>
export type TrustClass = z.infer<typeof trustClass>

export const SORTS = ['relevance', 'name', 'size', 'date', 'sources'] as const

/** What narrows a query beside its text: empty lists narrow nothing. */
export const searchFilters = z.object({
  kinds: z.array(fileKind).max(8).default([]),
  sizes: z.array(sizeClass).max(5).default([]),
  trusts: z.array(trustClass).max(4).default([]),
  /** Communities by their ids. */
  communities: z.array(hex32).max(64).default([]),
})
export type SearchFilters = z.infer<typeof searchFilters>

/** Numbers for the chips: contents that match the text, by class; each list leaves out what is zero. */
const facets = z.object({
  kinds: z.array(z.object({ value: fileKind, count: z.number().int() })),
  sizes: z.array(z.object({ value: sizeClass, count: z.number().int() })),
  trusts: z.array(z.object({ value: trustClass, count: z.number().int() })),
  communities: z.array(z.object({ value: hex32, name: z.string(), count: z.number().int() })),
})
export type Facets = z.infer<typeof facets>

/**
 * What is wrong with a query's text, as a key of the translations. Where there is a mend, the hits are those of the
 * mend.
 */
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
/**
 * Positions count UTF-16 units of the text, `end` exclusive; `mend` is the whole text as it may have been meant, null
 * if nobody can tell.
 */
export const queryProblem = z.object({
  code: z.enum(QUERY_PROBLEMS),
  message: z.string(),
  start: z.number().int(),
  end: z.number().int(),
  mend: z.string().nullable(),
  /** What fills the translated sentence. */
  values: z.record(z.string(), z.string()),
})
export type QueryProblem = z.infer<typeof queryProblem>

/** Something that was taken in another way than it may have been meant; the query works. */
const QUERY_HINTS = ['unknownField'] as const
export const queryHint = z.object({
  code: z.enum(QUERY_HINTS),
  start: z.number().int(),
  end: z.number().int(),
  text: z.string(),
  mend: z.string().nullable(),
})
export type QueryHint = z.infer<typeof queryHint>

/**
 * How the peers answer: neighbours and peers behind them that were asked, those that had something, those that are
 * waited for.
 */
const networkProgress = z.object({
  asked: z.number().int(),
  answered: z.number().int(),
  waiting: z.number().int(),
})

export const searchResult = z.object({
  hits: z.array(searchHit),
  /** Contents that match in all, of which `hits` are the first. */
  total: z.number().int(),
  /** Catalogues searched, and those of neighbours still arriving. */
  catalogues: z.number().int(),
  arriving: z.number().int(),
  /**
   * Left out because only excluded peers have it: contents, and the excluded peers whose files are left out anywhere.
   */
  hidden: z.object({ hits: z.number().int(), peers: z.number().int() }),
  /**
   * Names the order of the rows for `rows` and `why`. Another number is another order: that can come once, when all
   * that matches has been looked at within a moment after the first answer. In one order rows keep their places; new
   * ones come last.
   */
  snapshot: z.number().int().optional(),
  /** More match than were looked at: `total` is the least. */
  more: z.boolean().optional(),
  /** New contents that would stand before rows already shown, if the search were run anew. */
  fresh: z.number().int().optional(),
  /** Left out until they are counted. */
  facets: facets.optional(),
  /** The text is no query as it stands: the hits are those of the mend, or there are none. */
  problem: queryProblem.optional(),
  hints: z.array(queryHint).optional(),
  /** None match as written: these are the results for this text instead. */
  corrected: z.string().optional(),
  /** Few match: texts in other spellings, with the number of contents that each finds beside these. */
  similar: z.array(z.object({ text: z.string(), count: z.number().int() })).optional(),
  /** Left out where no peer is asked. */
  network: networkProgress.optional(),
})
export type SearchResult = z.infer<typeof searchResult>

/** Why a content stands where it does: what each factor brought, `points` = weight * value; they add up to `score`. */
const RANK_FACTORS = ['text', 'trust', 'sources', 'fresh', 'speed'] as const
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

/** A query that is kept. A wish runs on its own and tells of what is new. */
export const savedSearch = z.object({
  id: z.number().int(),
  name: z.string(),
  text: z.string(),
  filters: searchFilters,
  wish: z.boolean(),
  created: time,
  /** When a wish ran last; null before. */
  ran: time.nullable(),
  /** Contents that a wish has found so far, and those not looked at yet. */
  found: z.number().int(),
  unseen: z.number().int(),
})
export type SavedSearch = z.infer<typeof savedSearch>

/** One line of a peer's folder; `key` is what to pass on to look into it, `name` what to show. */
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

/** The entries of the help, as keys of the translations. */
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

/** One word of the query language, for help in the app. */
export const helpEntry = z.object({
  /** Key of the translations. */
  id: z.enum(HELP_ENTRIES),
  group: z.enum(['words', 'fields', 'numbers', 'sources']),
  /** As it is written. */
  syntax: z.string(),
  /** Other names of the field. */
  aliases: z.array(z.string()),
  examples: z.array(z.string()),
  /** Values to choose from, where there is a list. */
  values: z.array(z.string()),
})
export type HelpEntry = z.infer<typeof helpEntry>
