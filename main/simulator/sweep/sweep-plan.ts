import { createHash } from 'node:crypto'
import { z } from 'zod'
import { HyobanError } from '../../base/errors.ts'
import { checkNumber } from '../../reputation/parameters.ts'
import { jobRequestSchema, requestOfJob, tasksOf, type JobRequest, type SweepJob } from './sweep-job.ts'

/** Slurm refuses larger arrays by default (MaxArraySize 1001). */
export const MAX_SHARDS = 1000
/** What a shard should take, in seconds: long against its start, short against what a killed one loses. */
const SHARD_SECONDS = 600

const planSchema = z.object({
  format: z.literal(1),
  /** The version of Hyoban that made it, and that runs it. */
  version: z.string().nullable(),
  job: jobRequestSchema,
  seed: z.number(),
  tasks: z.number(),
  shards: z.number(),
  /** SHA-256 of everything above. */
  hash: z.string(),
})
/** A sweep that is divided into shards: the contents of plan.json. */
export type SweepPlan = z.infer<typeof planSchema>

function hashOf({ format, version, job, seed, tasks, shards }: Omit<SweepPlan, 'hash'>): string {
  return createHash('sha256')
    .update(JSON.stringify([format, version, job, seed, tasks, shards]))
    .digest('hex')
}

/** Divides a job. Throws HyobanError BAD_INPUT for more shards than tasks, or than 1000. */
export function planSweep(job: SweepJob, shards: number, version: string | null): SweepPlan {
  const tasks = tasksOf(job).length
  checkNumber('--shards', shards, { min: 1, max: MAX_SHARDS, integer: true, unit: 'shards' })
  if (shards > tasks)
    throw new HyobanError('BAD_INPUT', `${tasks} runs cannot be divided into ${shards} shards.`, {
      hint: 'Lower --shards, or leave it out.',
      details: { tasks, shards },
    })
  const request: JobRequest = requestOfJob(job)
  const rest = { format: 1 as const, version, job: request, seed: request.request.seed, tasks, shards }
  return { ...rest, hash: hashOf(rest) }
}

/** How many shards of about ten minutes `tasks` tasks make that take `seconds` each; at most 1000. */
export function shardCount(tasks: number, seconds: number): number {
  return Math.max(1, Math.min(MAX_SHARDS, tasks, Math.ceil((tasks * seconds) / SHARD_SECONDS)))
}

/** Parses plan.json. Throws HyobanError CORRUPT, naming `path`. */
export function readPlan(text: string, path: string): SweepPlan {
  const parsed = planSchema.safeParse(parsedOrNull(text))
  if (!parsed.success || parsed.data.hash !== hashOf(parsed.data))
    throw new HyobanError('CORRUPT', `${path} is damaged, or was changed by hand.`, {
      hint: 'Make the sweep again with --emit, in another folder.',
      details: { path },
    })
  return parsed.data
}

/** The value of a JSON text; null if it is none. */
export function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
