import { z } from 'zod'
import { HyobanError } from '../base/errors.ts'
import { planExperiment, type ExperimentRequest } from './experiment.ts'
import { freeMarketPerformance } from './model/closed-forms.ts'
import { IDENTITIES, NUMBER_NAMES, type NumberName } from './model/settings.ts'
import { Results } from './results.ts'
import { judgeAll } from './scenarios/claims.ts'

/** Incremented whenever equal settings and seeds give different numbers. */
const MODEL_VERSION = 1

const numbers = z.partialRecord(z.enum(NUMBER_NAMES as [NumberName, ...NumberName[]]), z.number())
/** A request as reports and plans carry it. */
export const requestSchema = z.object({
  scenario: z.string(),
  set: z
    .object({ identity: z.enum(IDENTITIES).optional() })
    .catchall(z.number())
    .optional(),
  sweeps: z
    .array(
      z.object({
        parameter: z.enum(NUMBER_NAMES as [NumberName, ...NumberName[]]),
        values: z.array(z.number()),
        log: z.boolean().optional(),
      }),
    )
    .optional(),
  replications: z.number(),
  seed: z.number(),
})

/** A complete or partial experiment as printed, saved and merged; `runs` only if it is to be merged. */
const reportSchema = z.object({
  scenario: z.string(),
  settings: numbers,
  replications: z.number(),
  seed: z.number(),
  series: z.array(
    z.object({
      identity: z.enum(IDENTITIES),
      turnover: z.number().nullable(),
      fixed: numbers,
      points: z.array(
        z.object({
          x: z.number(),
          mean: z.number(),
          ci95: z.tuple([z.number(), z.number()]),
          sd: z.number().nullable(),
          n: z.number(),
        }),
      ),
    }),
  ),
  varies: z.array(z.string()),
  axis: z.object({ label: z.string(), log: z.boolean() }),
  seeds: z.array(z.number()),
  closedForm: z.array(z.object({ x: z.number(), y: z.number() })).optional(),
  claims: z.array(
    z.object({ id: z.number(), text: z.string(), holds: z.boolean(), certain: z.boolean(), measured: z.string() }),
  ),
  request: requestSchema,
  model: z.number(),
  version: z.string().nullable(),
  shard: z.object({ index: z.number(), of: z.number() }).optional(),
  /** Raw values by task number. */
  runs: z.array(z.object({ task: z.number(), values: z.array(z.number()) })).optional(),
})
export type Report = z.infer<typeof reportSchema>

export interface ReportOptions {
  /** The application version. */
  version?: string | null | undefined
  shard?: { index: number; of: number } | undefined
  /** Include the raw values, so that the report can be merged. */
  runs?: boolean | undefined
}

/** The free market's closed form along the x axis; undefined if the figure has none. */
export function closedFormOf(results: Results): { x: number; y: number }[] | undefined {
  const { plan } = results
  const [first] = plan.tasks
  if (!plan.scenario.closedForm || plan.axis.kind !== 'parameter' || !first || first.settings.returns !== 1)
    return undefined
  return plan.xs.map((x) => ({ x, y: freeMarketPerformance(x, first.settings.benefit) }))
}

/** An experiment as a JSON-compatible object. */
export function reportOf(results: Results, options: ReportOptions = {}): Report {
  const { plan } = results
  const closedForm = closedFormOf(results)
  return {
    scenario: plan.scenario.name,
    settings: plan.settings,
    replications: plan.request.replications,
    seed: plan.request.seed,
    series: results.series().map(({ identity, turnover, fixed, points }) => ({
      identity,
      turnover,
      fixed,
      points: points.map(({ x, mean, ci95, sd, n }) => ({ x, mean, ci95, sd, n })),
    })),
    varies: plan.varies,
    axis: { label: plan.axis.label, log: plan.axis.log },
    seeds: plan.seeds,
    ...(closedForm ? { closedForm } : {}),
    claims: judgeAll([results]).map(({ id, text, holds, certain, measured }) => ({
      id,
      text,
      holds,
      certain,
      measured,
    })),
    // parsing fixes the order of fields, so that equal requests have equal JSON
    request: requestSchema.parse(plan.request),
    model: MODEL_VERSION,
    version: options.version ?? null,
    ...(options.shard ? { shard: options.shard } : {}),
    ...(options.runs
      ? {
          runs: plan.tasks.flatMap((_, task) => {
            const values = results.values(task)
            return values ? [{ task, values: Array.from(values) }] : []
          }),
        }
      : {}),
  }
}

/** Parses a report. Throws HyobanError CORRUPT, naming `path`. */
export function readReport(text: string, path: string): Report {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch {
    throw new HyobanError('CORRUPT', `${path} is not JSON.`, {
      hint: 'It may be incomplete. Export or run it again.',
      details: { path },
    })
  }
  const parsed = reportSchema.safeParse(raw)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new HyobanError(
    'CORRUPT',
    `${path} is not a simulation result: ${issue?.path.join('.') || 'top level'}: ${issue?.message ?? 'wrong'}.`,
    { details: { path } },
  )
}

/** Restores results from a report's raw values. Throws HyobanError BAD_INPUT or CORRUPT. */
export function resultsOf(report: Report, path: string): Results {
  return mergeReports([{ report, path }], false)
}

/**
 * Merges the shards of one experiment; the result is bit-identical to an undivided run. Throws HyobanError BAD_INPUT
 * for missing, overlapping or unrelated shards, CORRUPT for a broken file.
 */
export function mergeReports(parts: readonly { report: Report; path: string }[], complete = true): Results {
  const [first] = parts
  if (!first)
    throw new HyobanError('BAD_INPUT', 'There is nothing to merge.', {
      hint: 'Name the files that simulate --shard wrote.',
    })
  const plan = planExperiment(first.report.request as ExperimentRequest)
  const results = new Results(plan)
  for (const { report, path } of parts) {
    if (report.model !== first.report.model || report.model !== MODEL_VERSION) {
      throw new HyobanError(
        'BAD_INPUT',
        `${path} was made with version ${report.model} of the model, this is ${MODEL_VERSION}.`,
        { hint: 'Run it again.', details: { path } },
      )
    }
    if (JSON.stringify(report.request) !== JSON.stringify(first.report.request)) {
      throw new HyobanError('BAD_INPUT', `${path} and ${first.path} are from different experiments.`, {
        hint: 'Merge shards of the same command only.',
        details: { path },
      })
    }
    if (!report.runs)
      throw new HyobanError('BAD_INPUT', `${path} does not contain individual runs to merge.`, {
        hint: 'Make it with --shard i/n.',
        details: { path },
      })
    for (const { task, values } of report.runs) {
      const expected = plan.tasks[task]?.measure
      if (!expected || values.length !== (expected.kind === 'trace' ? expected.at.length : 1)) {
        throw new HyobanError('CORRUPT', `${path} contains a run that is not part of this experiment.`, {
          details: { path },
        })
      }
      if (results.has(task))
        throw new HyobanError('BAD_INPUT', `${path} repeats a run from another file.`, {
          hint: 'Name every shard once.',
          details: {
            path,
          },
        })
      results.add(task, values)
    }
  }
  if (complete && !results.complete) {
    throw new HyobanError(
      'BAD_INPUT',
      `${plan.tasks.length - results.size} of ${plan.tasks.length} runs are missing.`,
      { hint: 'Name all shards.' },
    )
  }
  return results
}
