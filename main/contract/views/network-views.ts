import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { procedure, time } from '../base.ts'
import { IDENTITY_POLICIES, PEER_KINDS, runId } from './simulator-views.ts'

/** Days that estimates look back: at most as long as sessions are kept. */
const MAX_NETWORK_DAYS = 90
/** Most replications of a forecast, for each of its two bands. */
export const MAX_FORECAST_REPLICATIONS = 1000

const count = z.number().int().nonnegative()
/** A value with its 95 % interval; null where nothing is known. */
const estimate = z.object({ value: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() })
export type EstimateView = z.infer<typeof estimate>

/** What a forecast still needs. */
const missing = z.object({ what: z.enum(['peers', 'receipts', 'sightings']), have: count, need: count })

const network = z.object({
  /** When the database was read. */
  time,
  days: z.number(),
  identity: z.enum(IDENTITY_POLICIES),
  mode: z.enum(['robust', 'paper']),
  missing: z.array(missing),
  /** What the estimates rest on. */
  facts: z.object({
    peers: count,
    /** Peers met, and those of them on one day only. */
    met: count,
    once: count,
    joins: count,
    known: count,
    /** Requests of the peers whose joins are counted, and how many peers those are. */
    requests: count,
    followed: count,
    /** Peers whose rating logs were read, and requests whose outcome is known. */
    logs: count,
    asked: count,
    receipts: count,
    decided: count,
    bad: count,
    excluded: count,
  }),
  N: estimate,
  /** The network changes too fast to be counted. */
  changing: z.boolean(),
  transactionsADay: estimate,
  turnover: estimate,
  returning: estimate,
  x: estimate,
  /** Null if there is no forecast, or no value leads to the x observed. */
  maxGenerosity: estimate.nullable(),
  kinds: z.array(z.object({ kind: z.enum(PEER_KINDS), share: estimate, observed: count })),
  /** Peers with too few services to be put into a kind. */
  unknown: count,
  /** Whether this node's judgement of bad peers is within the shares of bad kinds. */
  badAgrees: z.boolean(),
})
export type NetworkView = z.infer<typeof network>

const days = z.number().int().min(1).max(MAX_NETWORK_DAYS)
const seed = z.number().int().min(0)

const whatIf = z.object({
  invitation: z.boolean().optional(),
  threshold: z.number().min(0).max(1).optional(),
  /** Share of peers that stop serving tomorrow. */
  traitors: z.number().min(0).max(1).optional(),
  /** Factor of the turnover. */
  turnover: z.number().min(0).max(1000).optional(),
})
export type WhatIfView = z.infer<typeof whatIf>

const forecastInput = z.object({
  days,
  replications: z.number().int().min(1).max(MAX_FORECAST_REPLICATIONS),
  seed,
  whatIf: whatIf.default({}),
})
export type ForecastInput = z.input<typeof forecastInput>

const band = z.object({ low: z.array(z.number()), median: z.array(z.number()), high: z.array(z.number()) })
const bands = z.object({ x: band, W: band })
export type BandsView = z.infer<typeof bands>

const forecast = z.object({
  run: runId,
  input: forecastInput,
  state: z.enum(['running', 'paused', 'done', 'partial']),
  /** Finished runs of the model, out of `total`. */
  done: count,
  total: count,
  /** Share of the work done, 0 to 1. */
  fraction: z.number(),
  millisecondsLeft: z.number().nullable(),
  version: z.string(),
  /** Days from now of each point, and transactions until then. */
  days: z.array(z.number()),
  at: z.array(z.number()),
  /** The middle 90 % of the runs with the estimates as they are, and with all that is not known; null without any. */
  chance: bands.nullable(),
  all: bands.nullable(),
})
export type ForecastView = z.infer<typeof forecast>

const healthPart = z.object({
  from: time,
  until: time,
  requests: count,
  x: estimate,
  /** System performance at that x, with the model's default benefit. */
  W: estimate,
  turnover: estimate,
  /** Peers excluded, and peers met for the first time. */
  exclusions: count,
  newcomers: count,
})
export type HealthPart = z.infer<typeof healthPart>

const health = z.object({
  /** When the database was read. */
  time,
  days: z.number(),
  /** Oldest first, all of the same length. */
  parts: z.array(healthPart),
})
export type HealthView = z.infer<typeof health>

const window = z.object({ days, seed: seed.default(1) })

/** What this node knows of its own network. Only counts leave the database: no key, name or root. */
export const networkContract = {
  /** Estimates of the simulator's parameters; computed in a thread of its own. Aborting cancels. */
  estimates: procedure.input(window.extend({ fresh: z.boolean().default(false) })).output(network),
  /** A forecast, streamed as `simulator.run` is. PROBLEM BAD_INPUT if too little is known. */
  run: procedure.input(forecastInput.extend({ run: runId })).output(eventIterator(forecast)),
  pause: procedure.input(z.object({ run: runId })).output(z.void()),
  resume: procedure.input(z.object({ run: runId })).output(z.void()),
  /** Estimates and forecast as the command line's JSON, or the bands as CSV. */
  export: procedure
    .input(z.object({ run: runId, format: z.enum(['json', 'csv']) }))
    .output(z.object({ name: z.string(), type: z.string(), text: z.string() })),
  /** How the community fares over time, by the same estimates. */
  health: procedure.input(z.object({ days })).output(health),
}
