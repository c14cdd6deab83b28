import { HyobanError } from '../base/errors.ts'
import { mixSeed } from '../base/random.ts'
import { checkNumber } from '../reputation/parameters.ts'
import { checkParameter, checkSettings } from './model/check-settings.ts'
import {
  DEFAULT_SETTINGS,
  NUMBER_NAMES,
  type ModelIdentity,
  type NumberName,
  type ModelNumbers,
  type ModelSettings,
} from './model/settings.ts'
import type { Axis, Scenario, SeriesSpec } from './scenarios/scenario.ts'
import { scenarioNamed } from './scenarios/scenarios.ts'
import type { RunMeasure, RunTask } from './task.ts'

/** Values of one parameter to run through. */
export interface Sweep {
  parameter: NumberName
  values: readonly number[]
  log?: boolean | undefined
}

/** A request for an experiment: the scenario and everything it leaves open. */
export interface ExperimentRequest {
  scenario: string
  /** Overrides; overriding a varied parameter narrows the figure to that value. */
  set?: Partial<ModelSettings> | undefined
  /** Only for `custom`: the first is the x axis, the second draws a line per value. */
  sweeps?: readonly Sweep[] | undefined
  replications: number
  /** Unsigned 32-bit integer from which the seeds of all replications are derived. */
  seed: number
}

export interface PlannedSeries {
  identity: ModelIdentity
  turnover: number | null
  fixed: Partial<Record<NumberName, number>>
}

/** A planned experiment. Tasks are ordered by replication, so that complete lines appear early. */
export interface Plan {
  scenario: Scenario
  request: ExperimentRequest
  /** Settings that all runs share. */
  settings: Partial<ModelNumbers>
  varies: NumberName[]
  seeds: number[]
  series: PlannedSeries[]
  axis: Axis
  /** x of every point of every series. */
  xs: number[]
  /** The runs of one replication: every point of every series, or every series if the axis is time. */
  runs: { series: number; point: number | null }[]
  tasks: RunTask[]
}

const MAX_TASKS = 1_000_000

/** The seed of replication `index`, shared by all settings compared (common random numbers). */
export function replicationSeed(seed: number, index: number): number {
  return mixSeed(seed, index + 1)
}

function narrowed(series: readonly SeriesSpec[], set: Partial<ModelSettings>): SeriesSpec[] {
  const seen = new Set<string>()
  return series.flatMap((one) => {
    const fixed = { ...one.fixed }
    for (const name of Object.keys(fixed) as NumberName[]) if (set[name] !== undefined) fixed[name] = set[name]
    const identity = set.identity ?? one.identity
    const key = JSON.stringify([identity, fixed])
    return seen.has(key) ? [] : (seen.add(key), [{ identity, fixed }])
  })
}

function checkRequest({ replications, seed, sweeps = [], scenario }: ExperimentRequest): void {
  checkNumber('replications', replications, { min: 1, max: 100_000, integer: true, unit: 'runs a point' })
  checkNumber('seed', seed, { min: 0, max: 4_294_967_295, integer: true, unit: 'number' })
  if (sweeps.length > 0 && scenario !== 'custom')
    throw new HyobanError('BAD_INPUT', 'Only the scenario custom can be swept over other parameters.')
  if (sweeps.length > 2) throw new HyobanError('BAD_INPUT', 'A sweep goes over two parameters at most.')
  if (sweeps.length === 2 && sweeps[0]?.parameter === sweeps[1]?.parameter)
    throw new HyobanError('BAD_INPUT', 'A sweep needs two different parameters.')
  for (const { parameter, values } of sweeps) {
    if (values.length === 0) throw new HyobanError('BAD_INPUT', `The sweep over ${parameter} has no values.`)
    for (const value of values) checkParameter(parameter, value)
  }
}

/** Plans an experiment and checks the settings of each run. Throws HyobanError BAD_INPUT. */
export function planExperiment(request: ExperimentRequest): Plan {
  const scenario = scenarioNamed(request.scenario)
  checkRequest(request)
  const set = request.set ?? {}
  const [along, lines] = request.sweeps ?? []
  let axis: Axis = along
    ? {
        kind: 'parameter',
        parameter: along.parameter,
        values: along.values,
        log: along.log ?? false,
        label: along.parameter,
      }
    : scenario.axis
  if (axis.kind === 'parameter') {
    const value = set[axis.parameter]
    if (value !== undefined) axis = { ...axis, values: [value] }
  }
  const specs = narrowed(scenario.series, set).flatMap((one) =>
    lines ? lines.values.map((value) => ({ ...one, fixed: { ...one.fixed, [lines.parameter]: value } })) : [one],
  )
  const common: ModelSettings = { ...DEFAULT_SETTINGS, ...scenario.base, ...set }
  const moments = (settings: ModelSettings): ModelSettings => {
    for (const [name, fraction] of Object.entries(scenario.moments) as ['traitorFrom' | 'traitorTo', number][]) {
      if (set[name] === undefined) settings[name] = Math.round(fraction * settings.transactions)
    }
    return settings
  }
  const settingsOf = (one: SeriesSpec, x: number | null): ModelSettings =>
    moments({
      ...common,
      ...one.fixed,
      identity: one.identity,
      ...(axis.kind === 'parameter' && x !== null ? { [axis.parameter]: x } : {}),
    })
  const measureOf = ({ transactions }: ModelSettings, at: readonly number[]): RunMeasure => {
    if (axis.kind === 'time') return { kind: 'trace', at }
    const from = Math.min(transactions - 1, Math.round(scenario.measured.from * transactions))
    return { kind: 'mean', from, to: Math.max(from + 1, Math.round(scenario.measured.to * transactions)) }
  }
  const xs = axis.kind === 'time' ? timePoints(common.transactions, axis.points) : [...axis.values]
  const runs =
    axis.kind === 'time'
      ? specs.map((_, series) => ({ series, point: null }))
      : xs.flatMap((_, point) => specs.map((_spec, series) => ({ series, point })))
  if (runs.length * request.replications > MAX_TASKS)
    throw new HyobanError(
      'BAD_INPUT',
      `These are ${runs.length * request.replications} runs; the limit is ${MAX_TASKS}.`,
    )
  const seeds = Array.from({ length: request.replications }, (_, index) => replicationSeed(request.seed, index))
  const prepared = runs.map(({ series, point }) => {
    const settings = settingsOf(specs[series] as SeriesSpec, point === null ? null : (xs[point] as number))
    checkSettings(settings)
    return { settings, measure: measureOf(settings, xs) }
  })
  const varying = NUMBER_NAMES.filter((name) => new Set(prepared.map(({ settings }) => settings[name])).size > 1)
  const first = (prepared[0] as { settings: ModelSettings }).settings
  return {
    scenario,
    request,
    axis,
    xs,
    runs,
    seeds,
    varies: varying,
    settings: Object.fromEntries(
      NUMBER_NAMES.filter((name) => !varying.includes(name)).map((name) => [name, first[name]]),
    ),
    series: specs.map(({ identity, fixed }) => ({
      identity,
      fixed,
      turnover: axis.kind === 'parameter' && axis.parameter === 'turnover' ? null : (fixed.turnover ?? common.turnover),
    })),
    tasks: seeds.flatMap((seed) => prepared.map((one) => ({ ...one, seed }))),
  }
}

/** `points` + 1 whole transaction numbers, evenly spaced from 0 to the end. */
function timePoints(transactions: number, points: number): number[] {
  return [...new Set(Array.from({ length: points + 1 }, (_, i) => Math.round((i / points) * transactions)))]
}
