import { z } from 'zod'
import { HyobanError } from '../../base/errors.ts'
import type { Summary } from '../metrics/summary.ts'
import { LabResults, planLab } from './lab-run.ts'
import type { LabScenario } from './scenario.ts'
import { LAB_SCENARIOS } from './scenarios.ts'

const setting = z.union([z.number(), z.string(), z.boolean()])
const metrics = z.record(z.string(), z.object({ mean: z.number(), ci95: z.tuple([z.number(), z.number()]) }))

/** Runs of a laboratory as printed, saved and merged. */
const labReportSchema = z.object({
  scenario: z.enum(['mechanism', 'overlay']),
  /** Every setting; those that are swept over are in `points`. */
  settings: z.record(z.string(), setting),
  replications: z.number(),
  seed: z.number(),
  /** Without a sweep. */
  metrics: metrics.optional(),
  sweeps: z.array(z.object({ parameter: z.string(), values: z.array(z.number()) })).optional(),
  /** With a sweep: one point per combination. */
  points: z.array(z.object({ at: z.record(z.string(), z.number()), metrics })).optional(),
  version: z.string().nullable(),
  shard: z.object({ index: z.number(), of: z.number() }).optional(),
  /** Of a shard: raw values by task number, in the order of the scenario's metrics; null where one does not apply. */
  runs: z.array(z.object({ task: z.number(), values: z.array(z.number().nullable()) })).optional(),
})
export type LabReport = z.infer<typeof labReportSchema>

const shortened = (all: Readonly<Record<string, Summary>>): z.infer<typeof metrics> =>
  Object.fromEntries(Object.entries(all).map(([name, { mean, ci95 }]) => [name, { mean, ci95 }]))

/** Results as a JSON-compatible object; that of a shard carries the raw values, so that it can be merged. */
export function labReportOf(
  results: LabResults,
  { version = null, shard }: { version?: string | null; shard?: { index: number; of: number } | undefined } = {},
): LabReport {
  const { request, points, tasks } = results.plan
  const swept = new Set(request.sweeps.map(({ parameter }) => parameter))
  const settings = Object.entries((points[0] as (typeof points)[number]).settings).filter(([name]) => !swept.has(name))
  return {
    scenario: request.scenario.name,
    settings: Object.fromEntries(settings),
    replications: request.replications,
    seed: request.seed,
    ...(request.sweeps.length === 0
      ? { metrics: shortened(results.metricsAt(0)) }
      : {
          sweeps: request.sweeps.map(({ parameter, values }) => ({ parameter, values: [...values] })),
          points: points.map(({ at }, point) => ({ at, metrics: shortened(results.metricsAt(point)) })),
        }),
    version,
    ...(shard && {
      shard,
      runs: tasks.flatMap((_, task) => {
        const values = results.values(task)
        return values ? [{ task, values: Array.from(values, (one) => (Number.isNaN(one) ? null : one)) }] : []
      }),
    }),
  }
}

/** Whether parsed JSON looks like a report of a laboratory. */
export function isLabReport(value: unknown): boolean {
  return typeof value === 'object' && value !== null && LAB_SCENARIOS.has((value as LabReport).scenario)
}

/** Joins shards of one experiment. Throws HyobanError BAD_INPUT if their requests differ, CORRUPT if damaged. */
export function joinLabReports(parts: readonly { path: string; report: unknown }[]): LabResults {
  const read = parts.map(({ path, report }) => {
    const parsed = labReportSchema.safeParse(report)
    if (!parsed.success) throw new HyobanError('CORRUPT', `${path} is damaged.`, { details: { path } })
    if (!parsed.data.runs)
      throw new HyobanError('BAD_INPUT', `${path} is not a shard.`, {
        hint: 'Only the output of --shard can be merged.',
      })
    return { path, report: parsed.data, runs: parsed.data.runs }
  })
  const first = (read[0] as (typeof read)[number]).report
  const key = ({ scenario, settings, replications, seed, sweeps }: LabReport): string =>
    JSON.stringify([scenario, settings, replications, seed, sweeps])
  const scenario = LAB_SCENARIOS.get(first.scenario) as LabScenario
  const { settings: set, sweeps = [], replications, seed } = first
  const results = new LabResults(planLab({ scenario, set, sweeps, replications, seed }))
  for (const { path, report, runs } of read) {
    if (key(report) !== key(first))
      throw new HyobanError('BAD_INPUT', `${path} belongs to another experiment.`, { details: { path } })
    for (const { task, values } of runs) {
      if (!results.plan.tasks[task] || values.length !== scenario.metrics.length)
        throw new HyobanError('CORRUPT', `${path} contains a run that is not part of this experiment.`, {
          details: { path },
        })
      if (results.values(task))
        throw new HyobanError('BAD_INPUT', `${path} repeats a run from another file.`, {
          hint: 'Name every shard once.',
          details: { path },
        })
      results.add(
        task,
        values.map((one) => one ?? Number.NaN),
      )
    }
  }
  return results
}

/** Joins all shards of an experiment. Throws HyobanError BAD_INPUT if runs are missing, and as `joinLabReports`. */
export function mergeLabReports(parts: readonly { path: string; report: unknown }[]): LabResults {
  const results = joinLabReports(parts)
  const missing = results.total - results.size
  if (missing > 0)
    throw new HyobanError('BAD_INPUT', `${missing} of ${results.total} runs are missing.`, { hint: 'Name all shards.' })
  return results
}

/** One line per point and metric (RFC 4180), with a header. */
export function labCsv(results: LabResults): string {
  const { request, points } = results.plan
  const swept = request.sweeps.map(({ parameter }) => parameter)
  const rows = points.flatMap(({ at }, point) =>
    Object.entries(results.metricsAt(point)).map(([name, { mean, sd, ci95, n }]) => [
      ...swept.map((parameter) => at[parameter]),
      name,
      mean,
      sd ?? '',
      ...ci95,
      n,
    ]),
  )
  const header = [...swept, 'metric', 'mean', 'sd', 'ci95_low', 'ci95_high', 'replications']
  return [header, ...rows].map((row) => row.join(',')).join('\r\n') + '\r\n'
}

/** A number for people: four significant digits, and whole from 1000 on. */
const shown = (value: number): string =>
  Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)))

/** Results for people: one line per point and metric. */
export function labText(results: LabResults): string {
  const { request, points } = results.plan
  const lines = points.flatMap(({ at }, point) => {
    const names = Object.entries(at).map(([name, value]) => `${name}=${value}`)
    return [
      ...(names.length > 0 ? [names.join(' ')] : []),
      ...Object.entries(results.metricsAt(point)).map(
        ([name, { mean, ci95 }]) =>
          `  ${name.padEnd(18)} ${shown(mean).padStart(9)}  (95 % ${shown(ci95[0])} to ${shown(ci95[1])})`,
      ),
    ]
  })
  return [`${request.scenario.name}: ${request.scenario.title}`, ...lines].join('\n')
}
