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
/** A place in a peer's catalogue as `browse` named it; empty: the whole of it. */
const place = { peer: hex32, path: z.string().max(4096).default('') }
const id = { id: z.number().int() }

export const searchContract = {
  /**
   * Results at once, then again whenever catalogues or peers bring a change. An empty text lists the newest.
   * `showExcluded` hides nothing. `network` false asks no peer. `filters.kinds` and `kinds` are one list.
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
  /** A window of the rows of a running search. NOT_FOUND when the search has ended. */
  rows: procedure
    .input(z.object({ snapshot: z.number().int(), ...page }))
    .output(z.object({ total: z.number().int(), hits: z.array(searchHit) })),
  /** Why a content stands where it does among the rows of a running search. */
  why: procedure.input(z.object({ snapshot: z.number().int(), root: hex32 })).output(rankExplanation),
  /** All that is known of one content: every source with its path there, all names. NOT_FOUND if nobody has it. */
  details: procedure
    .input(z.object({ root: hex32 }))
    .output(searchHit.extend({ names: z.array(z.object({ name: z.string(), count: z.number().int() })) })),
  /** Looks at a text without searching: what is wrong, what was taken otherwise, and the text as it is understood. */
  check: procedure
    .input(z.object({ text }))
    .output(z.object({ problem: queryProblem.nullable(), hints: z.array(queryHint), understood: z.string() })),
  /** The query language, for help. */
  help: procedure.output(z.array(helpEntry)),

  saved: {
    /** Kept searches and wishes, again after each change. */
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
    /** What a wish has found, newest first; `seen` false are those that were not looked at. */
    found: procedure
      .input(z.object({ ...id, ...page }))
      .output(
        z.object({ total: z.number().int(), rows: z.array(searchHit.extend({ found: time, seen: z.boolean() })) }),
      ),
    markSeen: procedure.input(z.object(id)).output(z.void()),
    /** Takes a content off a wish's list for good. */
    discard: procedure.input(z.object({ ...id, root: hex32 })).output(z.void()),
  },
  history: {
    /** What was searched for, the latest first; those that begin with `prefix`. */
    list: procedure
      .input(z.object({ prefix: text.default(''), limit: z.number().int().min(1).max(500).default(20) }))
      .output(z.array(z.object({ text: z.string(), time, count: z.number().int() }))),
    /** Remembers a text that a person has really searched for (not each letter typed). */
    add: procedure.input(z.object({ text: text.min(1) })).output(z.void()),
    /** Forgets one text, or all. */
    clear: procedure.input(z.object({ text: text.optional() })).output(z.void()),
  },
  /** One folder of what a peer shares: folders first, then files, by name. */
  browse: procedure
    .input(z.object({ ...place, ...page }))
    .output(
      z.object({ name: z.string(), files: z.number().int(), bytes, total: z.number().int(), rows: z.array(browseRow) }),
    ),
  /**
   * Every file below a folder of a peer, for a download with a picker; `path` is relative to the folder, safe to show,
   * and made safe again before it reaches the disk.
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
