import { z } from 'zod'
import { VIEWERS } from '../domain/viewer.ts'
import { bytes, procedure } from './base.ts'

/** Viewable contents: a transfer (by id, even while incomplete), a file of my library or a thumbnail (by root). */
const CONTENT_KINDS = ['transfer', 'shared', 'thumbnail'] as const
const kind = z.enum(CONTENT_KINDS)

const preview = z.object({
  /** Path of the bytes below the page's origin; the bytes never cross this contract. */
  path: z.string(),
  viewer: z.enum(VIEWERS),
  name: z.string(),
  size: bytes,
})
export type Preview = z.infer<typeof preview>

export const contentContract = {
  /** Base path of contents below the page's origin (`BASE/KIND/ID`); changes with each start of the node. */
  base: procedure.output(z.object({ path: z.string() })),
  /** How to display a content. NOT_FOUND if it is not available. */
  preview: procedure.input(z.object({ kind, id: z.string().min(1).max(128) })).output(preview),
}
