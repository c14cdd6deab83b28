import { useSyncExternalStore } from 'react'
import type { ForecastInput, ForecastView, WhatIfView } from '../../../../main/contract/simulator.ts'
import { Runner, type RunnerApi } from '../experiment/runner.ts'

/** The days that can be chosen. */
export const PERIODS = [7, 30, 90] as const

/** The changes that can be asked about, with a switch each; their values outlast being switched off. */
const CHANGES = ['invitation', 'threshold', 'traitors', 'turnover'] as const
export type NetworkChange = (typeof CHANGES)[number]

/** Everything entered on the bench of the own network. */
export interface MineDraft {
  days: number
  replications: number
  seed: number
  on: Readonly<Record<NetworkChange, boolean>>
  threshold: number
  traitors: number
  turnover: number
}

const START: MineDraft = {
  days: 30,
  replications: 50,
  seed: 1,
  on: { invitation: false, threshold: false, traitors: false, turnover: false },
  threshold: 0.8,
  traitors: 0.1,
  turnover: 2,
}

const API: RunnerApi<ForecastInput, ForecastView> = {
  run: (client, input, { run, signal }) => client.simulator.mine.run({ ...input, run }, { signal }),
  pause: (client, run, paused) =>
    paused ? client.simulator.mine.pause({ run }) : client.simulator.mine.resume({ run }),
}

/** The network as it is, and with the change. */
const runners = (): Record<'now' | 'changed', Runner<ForecastInput, ForecastView>> => ({
  now: new Runner(API),
  changed: new Runner(API),
})

/** State of the bench. It outlives the component, so that runs and settings survive navigation. */
class MineStore {
  #draft = START
  #runners = runners()
  readonly #listeners = new Set<() => void>()

  get = (): MineDraft => this.#draft

  subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed)
    return () => {
      this.#listeners.delete(changed)
    }
  }

  get runners(): Record<'now' | 'changed', Runner<ForecastInput, ForecastView>> {
    return this.#runners
  }

  change(part: Partial<MineDraft>): void {
    this.#draft = { ...this.#draft, ...part }
    for (const listener of this.#listeners) listener()
  }

  /** Drops the forecasts: they rest on estimates that are replaced. */
  restart(): void {
    for (const runner of Object.values(this.#runners)) runner.cancel()
    this.#runners = runners()
    this.change({})
  }
}

export const mineStore = new MineStore()

export const useMine = (): MineDraft => useSyncExternalStore(mineStore.subscribe, mineStore.get)

/** The changes that are switched on; null for none. */
export function whatIfOf({ on, threshold, traitors, turnover }: MineDraft): WhatIfView | null {
  const found: WhatIfView = {
    ...(on.invitation && { invitation: true }),
    ...(on.threshold && { threshold }),
    ...(on.traitors && { traitors }),
    ...(on.turnover && { turnover }),
  }
  return Object.keys(found).length === 0 ? null : found
}

export const inputOf = ({ days, replications, seed }: MineDraft, whatIf: WhatIfView | null): ForecastInput => ({
  days,
  replications,
  seed,
  whatIf: whatIf ?? {},
})

/** Whether a forecast is of this request. */
export const isOf = (view: ForecastView, input: ForecastInput): boolean =>
  view.input.days === input.days &&
  view.input.replications === input.replications &&
  view.input.seed === input.seed &&
  CHANGES.every((name) => view.input.whatIf?.[name] === input.whatIf?.[name])

const quoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `"${text.replaceAll(/(["\\$`])/g, '\\$1')}"`)

/** The command that computes the same forecast from the node's data. */
export function mineCommand(
  { days, replications, seed, whatIf = {} }: ForecastInput,
  dataDir: string | undefined,
): string {
  const changes = Object.entries(whatIf).map(([name, value]) => (value === true ? name : `${name}=${String(value)}`))
  return [
    'hyoban simulate mine',
    ...(dataDir === undefined ? [] : [`--data-dir ${quoted(dataDir)}`]),
    `--days ${days} --replications ${replications} --seed ${seed}`,
    ...changes.map((change) => `--what-if ${change}`),
  ].join(' ')
}
