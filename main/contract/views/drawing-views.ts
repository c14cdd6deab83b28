import { z } from 'zod'
import { procedure } from '../base.ts'

/** Most nodes or peers that are drawn. */
export const MAX_DRAWN = 500
/** Most connections that are drawn beside those that a query uses. */
export const MAX_DRAWN_LINKS = 1500
/** Most messages of a query that are sent to be drawn. */
export const MAX_DRAWN_MESSAGES = 20_000
/** Highest number of a query that can be drawn. */
export const MAX_DRAWN_QUERY = 500

/**
 * A question takes the query on; an answer comes back; `back`: nothing was left to try; `check`: a walker asks home
 * whether to go on; `lookUp`: a word is looked up beside a flood.
 */
export const MESSAGE_KINDS = ['question', 'answer', 'back', 'check', 'lookUp'] as const
export type MessageKind = (typeof MESSAGE_KINDS)[number]

const integers = z.array(z.number().int())

/** How the nodes of an overlay lie, node by node. */
const overlayShape = z.discriminatedUnion('kind', [
  /** Places on a circle, 0 to 1. */
  z.object({ kind: z.literal('ring'), places: z.array(z.number()) }),
  /** Left, top, width and height of each node's zone in the unit square. */
  z.object({ kind: z.literal('square'), zones: z.array(z.number()) }),
  /** Leaves of a binary tree of this depth, from left to right. */
  z.object({ kind: z.literal('tree'), depth: z.number().int(), leaves: integers }),
  /** 0 for those in the middle: servers, super-nodes, hubs. */
  z.object({ kind: z.literal('layers'), layers: integers }),
  z.object({ kind: z.literal('forces') }),
])
export type OverlayShape = z.infer<typeof overlayShape>

/** One query of an overlay, message by message. */
export const overlayTrace = z.object({
  overlay: z.string(),
  nodes: z.number().int(),
  /** The number of the query in the run's workload, from 1. */
  query: z.number().int(),
  asker: z.number().int(),
  file: z.number().int(),
  dead: integers,
  /** Live nodes that hold the file. */
  holders: integers,
  shape: overlayShape,
  /** Pairs of connected nodes, at most MAX_DRAWN_LINKS of `connections`. */
  links: integers,
  connections: z.number().int(),
  /** Sender, receiver, step, and index into MESSAGE_KINDS, message by message; at most MAX_DRAWN_MESSAGES. */
  messages: integers,
  /** What the overlay lab counts for this query. */
  outcome: z.object({ found: z.boolean(), messages: z.number().int(), hops: z.number().int() }),
  /** Who answered first, and at which step it was asked. */
  found: z.object({ node: z.number().int(), step: z.number().int() }).nullable(),
  steps: z.number().int(),
  /** Messages that each node handled in the first `loadQueries` queries. */
  load: integers,
  loadQueries: z.number().int(),
})
export type OverlayTrace = z.infer<typeof overlayTrace>

/** What a peer does, as bits: it serves, it is out (excluded or dead), it and its like praise each other. */
export const [PEER_SERVES, PEER_OUT, PEER_PRAISES] = [1, 2, 4] as const
/** How a request ended: served, refused by the mechanism, or failed at a peer that does not serve. */
export const DEALINGS = ['served', 'refused', 'failed'] as const
/** Added to the index into DEALINGS where asker and provider had not dealt before, under their present names. */
export const STRANGER = 4

/** A run of a mechanism, cut into parts: some dealings of each, all changes of peers, and curves over time. */
export const mechanismDealings = z.object({
  mechanism: z.string(),
  /** Peers of the run, and those of the settings where they are more than can be drawn. */
  peers: z.number().int(),
  wanted: z.number().int().nullable(),
  /** The kind of each peer, as an index into `kindNames`. */
  kinds: integers,
  kindNames: z.array(z.string()),
  ticks: z.number().int(),
  /** Share of the settings' run that is drawn; less than 1 where all of it would take too long. */
  share: z.number(),
  /** Part, asker, provider, and index into DEALINGS (plus STRANGER), dealing by dealing. */
  dealings: integers,
  /** Part, peer, and what it does from then on, change by change. */
  states: integers,
  /** One value a part; null where there is none. */
  curves: z.array(z.object({ name: z.string(), values: z.array(z.number().nullable()) })),
})
export type MechanismDealings = z.infer<typeof mechanismDealings>

/** Settings of a laboratory by name, as on the command line; what is left out keeps its default. */
const labSet = z.record(z.string().max(64), z.union([z.number(), z.string().max(64), z.boolean()]))
export type LabSet = z.infer<typeof labSet>

/** Runs of the laboratories, observed so that they can be drawn; a part of the group `simulator`. */
export const drawingsContract = {
  /** One query of an overlay, message by message, with at most MAX_DRAWN nodes. */
  traceOverlay: procedure
    .input(z.object({ set: labSet, seed: z.number(), query: z.number().int().min(1).max(MAX_DRAWN_QUERY).default(1) }))
    .output(overlayTrace),
  /** The dealings of a mechanism's run among at most MAX_DRAWN peers. */
  watchMechanism: procedure.input(z.object({ set: labSet, seed: z.number() })).output(mechanismDealings),
}
