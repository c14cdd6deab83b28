import { z } from 'zod'
import { VIEWERS } from '../domain/viewer.ts'
import { bytes, procedure } from './base.ts'

/**
 * What can be looked at: a transfer (by its id, also while it comes), a file of my library or a thumbnail (by root).
 */
const CONTENT_KINDS = ['transfer', 'shared', 'thumbnail'] as const
const kind = z.enum(CONTENT_KINDS)

const preview = z.object({
  /** Where the bytes are, below the page's own origin. The bytes themselves never cross this contract. */
  path: z.string(),
  viewer: z.enum(VIEWERS),
  name: z.string(),
  size: bytes,
})
export type Preview = z.infer<typeof preview>

export const contentContract = {
  /** Where contents lie below the page's origin: `BASE/KIND/ID`. New at each start of the node. */
  base: procedure.output(z.object({ path: z.string() })),
  /** How to look at one content. NOT_FOUND if it is not (or no longer) there. */
  preview: procedure.input(z.object({ kind, id: z.string().min(1).max(128) })).output(preview),
}
