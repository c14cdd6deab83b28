import { z } from 'zod'
import { procedure } from './base.ts'
import { MAX_DRAWN_QUERY, overlayTrace } from './views/drawing-views.ts'

export * from './views/drawing-views.ts'

/** Settings of a laboratory by name, as on the command line; what is left out keeps its default. */
const labSet = z.record(z.string().max(64), z.union([z.number(), z.string().max(64), z.boolean()]))
export type LabSet = z.infer<typeof labSet>

/** Runs of the laboratories, observed so that they can be drawn; a part of the group `simulator`. */
export const drawingsContract = {
  /** One query of an overlay, message by message, with at most MAX_DRAWN nodes. */
  traceOverlay: procedure
    .input(z.object({ set: labSet, seed: z.number(), query: z.number().int().min(1).max(MAX_DRAWN_QUERY).default(1) }))
    .output(overlayTrace),
}
