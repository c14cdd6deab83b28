import { z } from 'zod'
import { HyobanError } from '../../base/errors.ts'
import { planExperiment, type ExperimentRequest, type Plan } from '../experiment.ts'
import { joinLabReports, labReportOf } from '../lab/lab-report.ts'
import { planLab, runLab, type LabPlan, type LabResults } from '../lab/lab-run.ts'
import { LAB_SCENARIOS } from '../lab/scenarios.ts'
import type { SimulatorPool } from '../pool.ts'
import { mergeReports, readReport, reportOf, requestSchema } from '../report.ts'
import type { Results } from '../results.ts'
import { simulate } from '../simulate.ts'
import type { SimulatorTask } from '../task.ts'

/** An experiment as a bag of independent tasks: a figure, or runs of a laboratory. */
export type SweepJob = { kind: 'figure'; plan: Plan } | { kind: 'lab'; plan: LabPlan }
/** The values of a job's tasks, as far as they are known. */
export type SweepResults = { kind: 'figure'; results: Results } | { kind: 'lab'; results: LabResults }

const labRequestSchema = z.object({
  scenario: z.string(),
  set: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  sweeps: z.array(z.object({ parameter: z.string(), values: z.array(z.number()) })),
  replications: z.number(),
  seed: z.number(),
})

/** What a plan says that is to be run. */
export const jobRequestSchema = z.union([
  z.object({ kind: z.literal('figure'), request: requestSchema }),
  z.object({ kind: z.literal('lab'), request: labRequestSchema }),
])
export type JobRequest = z.infer<typeof jobRequestSchema>

/** The request of a job as plain data; equal requests have equal JSON. */
export function requestOfJob(job: SweepJob): JobRequest {
  if (job.kind === 'figure') return { kind: 'figure', request: requestSchema.parse(job.plan.request) }
  const { scenario, set, sweeps, replications, seed } = job.plan.request
  return {
    kind: 'lab',
    request: labRequestSchema.parse({ scenario: scenario.name, set, sweeps, replications, seed }),
  }
}

/** Plans a request again. Throws HyobanError BAD_INPUT. */
export function jobOf({ kind, request }: JobRequest): SweepJob {
  if (kind === 'figure') return { kind, plan: planExperiment(request as ExperimentRequest) }
  const scenario = LAB_SCENARIOS.get(request.scenario)
  if (!scenario) throw new HyobanError('BAD_INPUT', `There is no laboratory "${request.scenario}".`)
  return { kind, plan: planLab({ ...request, scenario }) }
}

export const tasksOf = ({ plan }: SweepJob): readonly SimulatorTask[] => plan.tasks

interface Shard {
  readonly index: number
  readonly of: number
}

/** Runs the tasks that `only` selects. Rejects as the runs of figures and laboratories do. */
export async function runJob(
  pool: SimulatorPool,
  job: SweepJob,
  options: { only: (task: number) => boolean; signal: AbortSignal; onProgress?: (fraction: number) => void },
): Promise<SweepResults> {
  if (job.kind === 'lab') return { kind: 'lab', results: await runLab(pool, job.plan, options) }
  const { results, done } = simulate(pool, job.plan, options)
  await done
  return { kind: 'figure', results }
}

/** The report of a shard, with the raw values, as `--shard` with `--json` prints it. */
export function shardReport(done: SweepResults, shard: Shard, version: string | null): object {
  return done.kind === 'figure'
    ? reportOf(done.results, { version, shard, runs: true })
    : labReportOf(done.results, { version, shard })
}

/** Joins the parts that there are. Throws HyobanError BAD_INPUT or CORRUPT. */
export function mergeParts(kind: SweepJob['kind'], parts: readonly { path: string; text: string }[]): SweepResults {
  if (kind === 'figure') {
    const reports = parts.map(({ path, text }) => ({ path, report: readReport(text, path) }))
    return { kind, results: mergeReports(reports, false) }
  }
  const reports = parts.map(({ path, text }) => ({ path, report: JSON.parse(text) as unknown }))
  return { kind, results: joinLabReports(reports) }
}

/** A point of a sweep, and how many of its replications there are. */
export interface LackingPoint {
  readonly at: Readonly<Record<string, string | number>>
  readonly replications: number
}

/** The points that lack replications. Tasks are numbered replication by replication, alike in both kinds of plans. */
export function lackingPoints(done: SweepResults): LackingPoint[] {
  const { plan } = done.results
  const { replications } = plan.request
  const points = plan.tasks.length / replications
  return Array.from({ length: points }, (_, point) => {
    let have = 0
    for (let task = point; task < plan.tasks.length; task += points) if (done.results.values(task)) have++
    return { point, replications: have }
  }).flatMap(({ point, replications: have }) =>
    have === replications ? [] : [{ at: pointAt(done, point), replications: have }],
  )
}

function pointAt(done: SweepResults, point: number): LackingPoint['at'] {
  if (done.kind === 'lab') return done.results.plan.points[point]?.at ?? {}
  const { runs, series, xs, axis } = done.results.plan
  const run = runs[point] as (typeof runs)[number]
  const { identity, fixed } = series[run.series] as (typeof series)[number]
  const x = run.point === null || axis.kind === 'time' ? {} : { [axis.parameter]: xs[run.point] as number }
  return { identity, ...fixed, ...x }
}
