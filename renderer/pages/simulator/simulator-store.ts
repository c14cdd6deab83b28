import { useSyncExternalStore } from 'react'
import {
  type ExperimentInput,
  type ExperimentView,
  type IdentityPolicy,
  LABS,
} from '../../../main/contract/simulator.ts'
import { scenarioOf, type Preset, type ParameterValues } from './experiment/presets.ts'
import { experimentRunner, type Runner } from './experiment/runner.ts'
import { FIRST_SWEEP, SECOND_SWEEP, type SweepDraft } from './experiment/sweep.ts'

export const BENCHES = ['identities', ...LABS, 'mine'] as const
type Bench = (typeof BENCHES)[number]

export type Variant = 'a' | 'b'
export type Tab = 'experiment' | 'watch' | 'saved'

/** Everything entered on the page; settings are kept per preset. */
interface Draft {
  /** The bench that is shown; the rest is of the bench of identities. */
  bench: Bench
  tab: Tab
  preset: Preset
  settings: Partial<Record<Preset, Record<Variant, ParameterValues>>>
  /** Whether two variants are compared side by side; `editing` is the one in the panel. */
  comparing: boolean
  editing: Variant
  replications: number
  seed: number
  workers: number | null
  sweeps: { first: SweepDraft; second: SweepDraft; two: boolean }
  /** Identity policy of the watched run. */
  watchIdentity: IdentityPolicy
}

const START: Draft = {
  bench: 'identities',
  // With rational peers only, the threshold would not matter.
  tab: 'experiment',
  preset: 'fig2',
  settings: { sweep: { a: { falseEvaluatorShare: 0.3 }, b: {} } },
  comparing: false,
  editing: 'a',
  replications: 10,
  seed: 1,
  workers: null,
  sweeps: { first: FIRST_SWEEP, second: SECOND_SWEEP, two: true },
  watchIdentity: 'PI',
}
const NOTHING: ParameterValues = {}

/** State of the simulator page. It outlives the component, so that runs and settings survive navigation. */
class SimulatorStore {
  #draft = START
  #listeners = new Set<() => void>()
  #runners = new Map<string, Runner>()

  get = (): Draft => this.#draft

  subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed)
    return () => {
      this.#listeners.delete(changed)
    }
  }

  change(part: Partial<Draft>): void {
    this.#draft = { ...this.#draft, ...part }
    for (const listener of this.#listeners) listener()
  }

  /** Sets parameters of the edited variant; undefined resets one. */
  set(changes: Record<string, number | string | undefined>): void {
    const { preset, editing, settings } = this.#draft
    const own = { ...settingsOf(this.#draft, editing), ...changes }
    for (const name of Object.keys(own)) if (own[name] === undefined) delete own[name]
    const both = { a: settingsOf(this.#draft, 'a'), b: settingsOf(this.#draft, 'b'), [editing]: own as ParameterValues }
    this.change({ settings: { ...settings, [preset]: both } })
  }

  /** Resets all parameters of the edited variant. */
  reset(): void {
    this.set(
      Object.fromEntries(Object.keys(settingsOf(this.#draft, this.#draft.editing)).map((name) => [name, undefined])),
    )
  }

  /** Starts or ends a comparison; B starts as a copy of A. */
  compare(comparing: boolean): void {
    const { preset, settings } = this.#draft
    const a = settingsOf(this.#draft, 'a')
    const untouched = Object.keys(settingsOf(this.#draft, 'b')).length === 0
    this.change({
      comparing,
      editing: comparing ? 'b' : 'a',
      ...(comparing && untouched && { settings: { ...settings, [preset]: { a, b: { ...a } } } }),
    })
  }

  runner(preset: Preset, variant: Variant): Runner {
    const key = `${preset}:${variant}`
    let runner = this.#runners.get(key)
    if (!runner) this.#runners.set(key, (runner = experimentRunner()))
    return runner
  }

  /** Shows a saved experiment with its settings. */
  show(view: ExperimentView): void {
    const { scenario, set = {}, sweeps = [], replications, seed } = view.input
    const preset = (scenario === 'custom' && sweeps.length > 0 ? 'sweep' : scenario) as Preset
    this.runner(preset, 'a').show(view)
    const drafts = sweeps.map(({ parameter, values, log = false }): SweepDraft => ({
      ...FIRST_SWEEP,
      parameter,
      mode: 'list',
      log,
      list: values.join(', '),
    }))
    this.change({
      bench: 'identities',
      tab: 'experiment',
      preset,
      replications,
      seed,
      comparing: false,
      editing: 'a',
      settings: { ...this.#draft.settings, [preset]: { a: { ...set }, b: {} } },
      ...(drafts[0] && { sweeps: { first: drafts[0], second: drafts[1] ?? SECOND_SWEEP, two: drafts.length > 1 } }),
    })
  }
}

export const simulatorStore = new SimulatorStore()

export const useDraft = (): Draft => useSyncExternalStore(simulatorStore.subscribe, simulatorStore.get)

/** The changed parameters of a variant of the current preset. */
export function settingsOf({ settings, preset }: Draft, variant: Variant): ParameterValues {
  return settings[preset]?.[variant] ?? NOTHING
}

/** The experiment of a draft; `sweeps` are already parsed. */
export function inputOf(
  draft: Draft,
  set: ParameterValues,
  sweeps: NonNullable<ExperimentInput['sweeps']>,
): ExperimentInput {
  return {
    scenario: scenarioOf(draft.preset),
    set,
    sweeps: draft.preset === 'sweep' ? sweeps : [],
    replications: draft.replications,
    seed: draft.seed,
  }
}
