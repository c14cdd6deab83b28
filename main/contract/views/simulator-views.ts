import { z } from 'zod'
import { time } from '../base.ts'

/** PI: permanent identities; FI: free identities; none: free market without exclusion. */
export const IDENTITY_POLICIES = ['PI', 'FI', 'none'] as const
const identityPolicy = z.enum(IDENTITY_POLICIES)
export type IdentityPolicy = z.infer<typeof identityPolicy>

/** Kinds of peers; the index is the code in a watched frame. */
export const PEER_KINDS = ['rational', 'contributor', 'freeRider', 'falseEvaluator', 'traitor'] as const
export type PeerKind = (typeof PEER_KINDS)[number]

/** Maximum number of peers in a watched run. */
export const MAX_WATCHED_PEERS = 5000

/** Chosen by the client, so that it can control a run or watch while its stream is open. */
export const runId = z.string().min(1).max(64)
const numbers = z.record(z.string(), z.number())

/** A parameter of the model; `explanation` is English, pages translate it by `name`. */
export const parameterView = z.object({
  name: z.string(),
  unit: z.string(),
  min: z.number(),
  max: z.number(),
  integer: z.boolean(),
  default: z.number(),
  explanation: z.string(),
})
export type ParameterView = z.infer<typeof parameterView>

/** A built-in experiment with the paper's claims about it. */
export const scenarioView = z.object({
  name: z.string(),
  title: z.string(),
  asks: z.string(),
  look: z.string(),
  outcome: z.string(),
  /** Settings that differ from the defaults. */
  base: numbers,
  /** The x axis: a parameter with its values, or the time within a run (null). */
  along: z.object({ parameter: z.string(), values: z.array(z.number()) }).nullable(),
  lines: z.array(z.object({ identity: identityPolicy, fixed: numbers })),
  yLabel: z.string(),
  claims: z.array(z.object({ id: z.number().int(), text: z.string(), needs: z.array(z.string()) })),
})
export type ScenarioView = z.infer<typeof scenarioView>

/** Settings by name; the simulator checks names, with suggestions, and ranges. */
export const settingsInput = z.record(z.string().max(64), z.union([z.number(), z.string().max(64)]))

export const experimentInput = z.object({
  scenario: z.string().max(64),
  set: settingsInput.default({}),
  /** Only for `custom`: the first is the x axis, the second the lines or the other axis of the heat map. */
  sweeps: z
    .array(
      z.object({
        parameter: z.string().max(64),
        values: z.array(z.number()).max(200),
        log: z.boolean().default(false),
      }),
    )
    .max(2)
    .default([]),
  replications: z.number(),
  seed: z.number(),
})
export type ExperimentInput = z.input<typeof experimentInput>

/** A published result and its measurement; `unknown` while runs are missing, with the figures to run in `missing`. */
const claimView = z.object({
  id: z.number().int(),
  text: z.string(),
  state: z.enum(['holds', 'fails', 'unknown']),
  /** True if the whole 95 % interval of every number agrees. */
  certain: z.boolean(),
  missing: z.array(z.string()),
  /** The number closest to failing. */
  nearest: z
    .object({
      what: z.string(),
      mean: z.number(),
      ci95: z.tuple([z.number(), z.number()]),
      above: z.number().nullable(),
      below: z.number().nullable(),
    })
    .nullable(),
  /** Number of measured numbers behind the claim. */
  checks: z.number().int(),
})
export type ClaimView = z.infer<typeof claimView>

const seriesView = z.object({
  identity: identityPolicy,
  turnover: z.number().nullable(),
  fixed: numbers,
  points: z.array(
    z.object({ x: z.number(), mean: z.number(), ci95: z.tuple([z.number(), z.number()]), n: z.number().int() }),
  ),
})
export type SeriesView = z.infer<typeof seriesView>

/** The current state of an experiment. */
export const experimentView = z.object({
  run: runId,
  input: experimentInput,
  state: z.enum(['running', 'paused', 'done', 'partial']),
  /** Finished runs of the model, out of `total`. */
  done: z.number().int(),
  total: z.number().int(),
  /** Share of the work done, 0 to 1. */
  fraction: z.number(),
  millisecondsLeft: z.number().nullable(),
  axis: z.object({ parameter: z.string().nullable(), label: z.string(), log: z.boolean(), xs: z.array(z.number()) }),
  yLabel: z.string(),
  /** Settings that all runs share, and names of those that vary. */
  settings: numbers,
  varies: z.array(z.string()),
  seeds: z.array(z.number()),
  series: z.array(seriesView),
  closedForm: z.array(z.object({ x: z.number(), y: z.number() })).nullable(),
  claims: z.array(claimView),
  version: z.string().nullable(),
})
export type ExperimentView = z.infer<typeof experimentView>

export const savedExperiment = z.object({
  id: z.number().int(),
  name: z.string(),
  time,
  scenario: z.string(),
  replications: z.number().int(),
  seed: z.number(),
  done: z.number().int(),
  total: z.number().int(),
})
export type SavedExperiment = z.infer<typeof savedExperiment>
export const experimentName = z.string().trim().min(1).max(120)

/** x, cost and W after one transaction: [transaction, x, W]; the cost is 1/x. */
const sample = z.tuple([z.number(), z.number(), z.number()])

/** An event of the selected peer; U, R and u are null without ratings. */
const slotEvent = z.object({
  transaction: z.number().int(),
  what: z.enum(['rated', 'excluded', 'fresh']),
  rating: z.number().nullable(),
  U: z.number().nullable(),
  R: z.number().nullable(),
  u: z.number().nullable(),
  count: z.number().int(),
  contributing: z.boolean(),
})
export type SlotEvent = z.infer<typeof slotEvent>

const slotView = z.object({
  slot: z.number().int(),
  kind: z.enum(PEER_KINDS),
  contributing: z.boolean(),
  excluded: z.boolean(),
  /** Transaction from which `events` are complete; later than 0 in long runs. */
  since: z.number().int(),
  events: z.array(slotEvent),
})
export type SlotView = z.infer<typeof slotView>

/** All peers of a watched run at one time. */
export const watchFrame = z.object({
  transaction: z.number().int(),
  transactions: z.number().int(),
  x: z.number(),
  cost: z.number().nullable(),
  performance: z.number(),
  participants: z.number().int(),
  contributors: z.number().int(),
  /** One byte per peer in base64: bits 0-2 its kind, bit 3 contributes, bit 4 excluded. */
  peers: z.string(),
  /** Samples since the previous frame. */
  samples: z.array(sample),
  /** The selected peer; null if it has not changed. */
  slot: slotView.nullable(),
  playing: z.boolean(),
  threshold: z.number(),
})
export type WatchFrame = z.infer<typeof watchFrame>
