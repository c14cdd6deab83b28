import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { bytes, hex32, procedure, time } from './base.ts'
import { fileKind } from './library.ts'
import { peerBadge } from './trust.ts'

/** One content (equal bytes, one root), however many names and sources it has. */
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
})
export type SearchHit = z.infer<typeof searchHit>

export const searchResult = z.object({
  hits: z.array(searchHit),
  /** Contents that match in all, of which `hits` are the best. */
  total: z.number().int(),
  /** Catalogues searched, and those of neighbours still arriving. */
  catalogues: z.number().int(),
  arriving: z.number().int(),
  /** Left out because only excluded peers have it: contents, and the excluded peers whose files are left out anywhere. */
  hidden: z.object({ hits: z.number().int(), peers: z.number().int() }),
})
export type SearchResult = z.infer<typeof searchResult>

export const searchContract = {
  /** Results at once, then again whenever catalogues bring a change. An empty text lists the newest. `showExcluded` hides nothing. */
  run: procedure
    .input(z.object({ text: z.string().max(1024), kinds: z.array(fileKind).default([]), limit: z.number().int().min(1).max(1000).default(200), showExcluded: z.boolean().optional() }))
    .output(eventIterator(searchResult)),
}
