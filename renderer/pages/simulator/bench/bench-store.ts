import { useSyncExternalStore } from 'react'
import type {
  LabInput,
  LabName,
  LabPresetView,
  LabRunView,
  LabSetting,
  LabSettingsView,
  LabView,
} from '../../../../main/contract/simulator.ts'
import { Runner, type RunnerApi } from '../experiment/runner.ts'
import type { SweepDraft } from '../experiment/sweep.ts'

/** One line of the figure: its settings, run, and the name that the user gave it ('' for none). */
export interface FigureLine {
  id: number
  name: string
  set: LabSettingsView
  runner: Runner<LabInput, LabRunView>
}

export type BenchTab = 'experiment' | 'picture' | 'saved'

/** Everything entered on a bench for one preset. */
export interface BenchDraft {
  lines: readonly FigureLine[]
  /** The id of the line whose settings are shown. */
  active: number
  sweep: SweepDraft
  sweeping: boolean
  metric: string
  logarithmic: boolean
}

interface BenchState {
  tab: BenchTab
  /** Name of the preset that is shown; null: the first. */
  preset: string | null
  replications: number
  seed: number
  drafts: Readonly<Record<string, BenchDraft>>
}

const API: RunnerApi<LabInput, LabRunView> = {
  run: (client, input, { run, signal }) => client.simulator.labs.run({ ...input, run }, { signal }),
  pause: (client, run, paused) =>
    paused ? client.simulator.labs.pause({ run }) : client.simulator.labs.resume({ run }),
}

/** Most lines of one figure. */
export const MAX_LINES = 8

let lastId = 0
const lineOf = (set: LabSettingsView, name = ''): FigureLine => ({ id: ++lastId, name, set, runner: new Runner(API) })

const sweepOf = (parameter: string, values: readonly number[]): SweepDraft => ({
  parameter,
  mode: 'list',
  from: values[0] ?? 0,
  to: values.at(-1) ?? 1,
  steps: Math.max(2, values.length),
  log: false,
  list: values.join(', '),
})

/** A sweep over values that span a factor of ten and more is drawn on logarithmic axes. */
function spansDecades(values: readonly number[]): boolean {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return values.length > 2 && least > 0 && most / least >= 10
}

function draftOf(preset: LabPresetView, lab: LabView): BenchDraft {
  const lines = preset.series.map((set) => lineOf(set))
  const numbers = lab.parameters.filter((one) => typeof one.default === 'number')
  const { parameter, values } = preset.sweep ?? { parameter: numbers[0]?.name ?? '', values: [] }
  return {
    lines,
    active: lines[0]?.id ?? 0,
    sweep: sweepOf(parameter, values),
    sweeping: preset.sweep !== null,
    metric: preset.metric,
    logarithmic: spansDecades(values) && Math.max(...values) / Math.min(...values) >= 1000,
  }
}

/** State of one bench. It outlives the component, so that runs and settings survive navigation. */
export class BenchStore {
  #state: BenchState = { tab: 'experiment', preset: null, replications: 10, seed: 1, drafts: {} }
  readonly #listeners = new Set<() => void>()

  get = (): BenchState => this.#state

  subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed)
    return () => {
      this.#listeners.delete(changed)
    }
  }

  change(part: Partial<BenchState>): void {
    this.#state = { ...this.#state, ...part }
    for (const listener of this.#listeners) listener()
  }

  /** The draft of a preset, made when it is first looked at. */
  draft(preset: LabPresetView, lab: LabView): BenchDraft {
    const found = this.#state.drafts[preset.name]
    if (found) return found
    const made = draftOf(preset, lab)
    this.#state = { ...this.#state, drafts: { ...this.#state.drafts, [preset.name]: made } }
    return made
  }

  edit(preset: string, part: Partial<BenchDraft>): void {
    const draft = this.#state.drafts[preset]
    if (draft) this.change({ drafts: { ...this.#state.drafts, [preset]: { ...draft, ...part } } })
  }

  /** Starts a preset afresh. */
  reset(preset: LabPresetView, lab: LabView): void {
    for (const { runner } of this.#state.drafts[preset.name]?.lines ?? []) runner.cancel()
    this.change({ drafts: { ...this.#state.drafts, [preset.name]: draftOf(preset, lab) } })
  }

  /** Sets a parameter of the active line; undefined resets it. */
  set(preset: string, name: string, value: LabSetting | undefined): void {
    this.#editLine(preset, (line) => {
      const set = { ...line.set }
      if (value === undefined) delete set[name]
      else set[name] = value
      return { ...line, set }
    })
  }

  rename(preset: string, name: string): void {
    this.#editLine(preset, (line) => ({ ...line, name }))
  }

  /** Adds the active line's settings as another line, which becomes the active one. */
  add(preset: string): void {
    const draft = this.#state.drafts[preset]
    const active = draft?.lines.find(({ id }) => id === draft.active)
    if (!draft || !active || draft.lines.length >= MAX_LINES) return
    const line = lineOf({ ...active.set })
    this.edit(preset, { lines: [...draft.lines, line], active: line.id })
  }

  remove(preset: string, id: number): void {
    const draft = this.#state.drafts[preset]
    if (!draft || draft.lines.length < 2) return
    draft.lines.find((line) => line.id === id)?.runner.cancel()
    const lines = draft.lines.filter((line) => line.id !== id)
    this.edit(preset, { lines, active: draft.active === id ? (lines[0]?.id ?? 0) : draft.active })
  }

  /** Shows a saved run as a preset's only line. */
  show(view: LabRunView, lab: LabView, name: string): void {
    const { kinds, parameters, presets } = lab
    const kind = kinds.find((one) => one.name === view.settings[lab.name])
    const set = Object.fromEntries(
      Object.entries(view.settings).filter(([key, value]) => {
        if (key === view.input.sweep?.parameter) return false
        return key === lab.name || value !== standardOf(parameters, kind, key)
      }),
    )
    const preset = presets[0] as LabPresetView
    const line = lineOf(set, name)
    line.runner.show({ ...view, input: { ...view.input, set } })
    const draft = this.draft(preset, lab)
    const { sweep } = view.input
    this.change({
      tab: 'experiment',
      preset: preset.name,
      replications: view.input.replications,
      seed: view.input.seed,
    })
    this.edit(preset.name, {
      lines: [line],
      active: line.id,
      sweeping: Boolean(sweep),
      sweep: sweep ? sweepOf(sweep.parameter, sweep.values) : draft.sweep,
    })
  }

  #editLine(preset: string, change: (line: FigureLine) => FigureLine): void {
    const draft = this.#state.drafts[preset]
    if (draft) this.edit(preset, { lines: draft.lines.map((one) => (one.id === draft.active ? change(one) : one)) })
  }
}

/** The default of a parameter for a kind. */
export function standardOf(
  parameters: LabView['parameters'],
  kind: LabView['kinds'][number] | undefined,
  name: string,
): LabSetting | undefined {
  return kind?.defaults[name] ?? parameters.find((one) => one.name === name)?.default
}

export const benchStores: Readonly<Record<LabName, BenchStore>> = {
  mechanism: new BenchStore(),
  overlay: new BenchStore(),
}

export const useBench = (store: BenchStore): BenchState => useSyncExternalStore(store.subscribe, store.get)

/** The request of a line. */
export function inputOf(
  lab: LabName,
  line: Pick<FigureLine, 'set'>,
  sweep: LabInput['sweep'],
  { replications, seed }: Pick<BenchState, 'replications' | 'seed'>,
): LabInput {
  const set = Object.fromEntries(Object.entries(line.set).filter(([name]) => name !== sweep?.parameter))
  return { lab, set, sweep: sweep ?? null, replications, seed }
}

/** What tells lines apart, where the user has given no name: the settings in which they differ. */
export function lineNames(lines: readonly Pick<FigureLine, 'name' | 'set'>[], lab: LabName): string[] {
  const keys = [...new Set(lines.flatMap(({ set }) => Object.keys(set)))]
  const differing = keys.filter((key) => new Set(lines.map(({ set }) => set[key])).size > 1)
  return lines.map(({ name, set }) => {
    if (name.trim()) return name.trim()
    const parts = differing.flatMap((key) =>
      set[key] === undefined ? [] : [key === lab ? String(set[key]) : `${key} ${String(set[key])}`],
    )
    return parts.length > 0 ? parts.join(' · ') : String(set[lab] ?? lab)
  })
}
