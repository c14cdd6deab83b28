import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { bytes, hex32, procedure, time } from './base.ts'
import { fileKind } from './library.ts'
import {
  browseRow,
  helpEntry,
  queryHint,
  queryProblem,
  rankExplanation,
  savedSearch,
  searchFilters,
  searchHit,
  searchResult,
  SORTS,
} from './views/search-views.ts'

export * from './views/search-views.ts'

const text = z.string().max(1024)
const page = { offset: z.number().int().min(0).default(0), limit: z.number().int().min(1).max(1000).default(200) }
const sort = z.object({ by: z.enum(SORTS), descending: z.boolean() })
/** Folder key from `browse`; empty for the whole catalogue. */
const place = { peer: hex32, path: z.string().max(4096).default('') }
const id = { id: z.number().int() }

export const searchContract = {
  /**
   * Yields results at once and after each change. An empty text lists the newest files. `showExcluded` also shows files
   * that only excluded peers have. `network: false` asks no peers. `filters.kinds` and `kinds` are merged.
   */
  run: procedure
    .input(
      z.object({
        text,
        kinds: z.array(fileKind).default([]),
        limit: page.limit,
        showExcluded: z.boolean().optional(),
        filters: searchFilters.partial().optional(),
        sort: sort.optional(),
        network: z.boolean().optional(),
      }),
    )
    .output(eventIterator(searchResult)),
  /** A range of rows of a running search. NOT_FOUND once the search has ended. */
  rows: procedure
    .input(z.object({ snapshot: z.number().int(), ...page }))
    .output(z.object({ total: z.number().int(), hits: z.array(searchHit) })),
  /** Explains the rank of a content in a running search. */
  why: procedure.input(z.object({ snapshot: z.number().int(), root: hex32 })).output(rankExplanation),
  /** All names and sources of a content, with the path at each source. NOT_FOUND if nobody has it. */
  details: procedure
    .input(z.object({ root: hex32 }))
    .output(searchHit.extend({ names: z.array(z.object({ name: z.string(), count: z.number().int() })) })),
  /** Parses a query without searching: errors, hints, and its normalised form. */
  check: procedure
    .input(z.object({ text }))
    .output(z.object({ problem: queryProblem.nullable(), hints: z.array(queryHint), understood: z.string() })),
  /** The terms of the query language, for help. */
  help: procedure.output(z.array(helpEntry)),

  saved: {
    /** Saved searches and wishes, repeated after each change. */
    list: procedure.output(eventIterator(z.array(savedSearch))),
    save: procedure
      .input(
        z.object({
          text: text.min(1),
          name: z.string().trim().max(128).default(''),
          filters: searchFilters.partial().optional(),
          wish: z.boolean().default(false),
        }),
      )
      .output(savedSearch),
    change: procedure
      .input(
        z.object({
          ...id,
          name: z.string().trim().max(128).optional(),
          text: text.min(1).optional(),
          wish: z.boolean().optional(),
        }),
      )
      .output(savedSearch),
    remove: procedure.input(z.object(id)).output(z.void()),
    /** Results of a wish, newest first; `seen` is false for new ones. */
    found: procedure
      .input(z.object({ ...id, ...page }))
      .output(
        z.object({ total: z.number().int(), rows: z.array(searchHit.extend({ found: time, seen: z.boolean() })) }),
      ),
    markSeen: procedure.input(z.object(id)).output(z.void()),
    /** Permanently removes a content from a wish's results. */
    discard: procedure.input(z.object({ ...id, root: hex32 })).output(z.void()),
  },
  history: {
    /** Past queries that begin with `prefix`, latest first. */
    list: procedure
      .input(z.object({ prefix: text.default(''), limit: z.number().int().min(1).max(500).default(20) }))
      .output(z.array(z.object({ text: z.string(), time, count: z.number().int() }))),
    /** Stores a query that the user submitted, as opposed to each letter typed. */
    add: procedure.input(z.object({ text: text.min(1) })).output(z.void()),
    /** Deletes one past query, or all. */
    clear: procedure.input(z.object({ text: text.optional() })).output(z.void()),
  },
  /** Lists a folder of a peer: subfolders first, then files, by name. */
  browse: procedure
    .input(z.object({ ...place, ...page }))
    .output(
      z.object({ name: z.string(), files: z.number().int(), bytes, total: z.number().int(), rows: z.array(browseRow) }),
    ),
  /**
   * All files below a folder of a peer, to choose downloads from. `path` is relative to the folder and safe to display;
   * it is sanitised again before it is used on disk.
   */
  filesBelow: procedure
    .input(z.object({ ...place, offset: page.offset, limit: z.number().int().min(1).max(10_000).default(10_000) }))
    .output(
      z.object({
        total: z.number().int(),
        bytes,
        files: z.array(
          z.object({
            path: z.string(),
            root: hex32,
            size: bytes,
            kind: fileKind,
            own: z.boolean(),
            downloaded: z.boolean(),
          }),
        ),
      }),
    ),
}
