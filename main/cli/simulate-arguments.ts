import { HyobanError } from '../base/errors.ts'
import { checkNumber } from '../reputation/parameters.ts'
import type { ExperimentRequest, Sweep } from '../simulator/experiment.ts'
import { checkParameter, parameterName, readAssignments, readNumber } from '../simulator/model/check-settings.ts'
import { readValues } from '../simulator/lab/read-settings.ts'

/** The options of `hyoban simulate`, as commander parses them. */
export interface SimulateFlags {
  replications: string
  seed: string
  set?: string[]
  sweep?: string[]
  workers?: string
  json?: boolean
  list?: boolean
  quiet?: boolean
  csv?: string
  svg?: string
  shard?: string
  /** Of `simulate mine`. */
  dataDir?: string
  days?: string
  dry?: boolean
  whatIf?: string[]
  emit?: string
  shards?: string
  out?: string
  missing?: boolean
  yes?: boolean
}

/** Parses a whole number from 1 to `max`. Throws HyobanError BAD_INPUT, naming `name`. */
export function readCount(name: string, text: string, max: number): number {
  const value = readNumber(name, text)
  checkNumber(name, value, { min: 1, max, integer: true, unit: '' })
  return value
}

/** Builds the request from the options. Throws HyobanError BAD_INPUT. */
export function requestOf(scenario: string, options: SimulateFlags): ExperimentRequest {
  const request: ExperimentRequest = {
    scenario,
    replications: readNumber('--replications', options.replications),
    seed: readNumber('--seed', options.seed),
  }
  if (options.set) request.set = readAssignments(options.set)
  if (options.sweep) request.sweeps = options.sweep.map(readSweep)
  return request
}

/** Parses i/n. Throws HyobanError BAD_INPUT. */
export function readShard(text: string): { index: number; of: number } {
  const match = /^(\d+)\/(\d+)$/.exec(text)
  const index = Number(match?.[1])
  const of = Number(match?.[2])
  if (!match || index < 1 || index > of)
    throw new HyobanError('BAD_INPUT', `--shard must be i/n with i from 1 to n, not "${text}".`, {
      hint: 'For instance: --shard 1/4',
    })
  return { index, of }
}

/** Parses key=a,b,c or key=from..to:count[:log]. */
function readSweep(text: string): Sweep {
  const at = text.indexOf('=')
  const parameter = at < 1 ? undefined : parameterName(text.slice(0, at))
  if (!parameter || parameter === 'identity')
    throw new HyobanError('BAD_INPUT', `"${text}" is not a sweep.`, {
      hint: 'For instance: --sweep turnover=0.01,0.1,0.5',
    })
  const spec = text.slice(at + 1)
  const values = readValues(parameter, spec)
  for (const value of values) checkParameter(parameter, value)
  return { parameter, values, log: /:log$/.test(spec) }
}
