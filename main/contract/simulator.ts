import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { procedure } from './base.ts'
import { drawingsContract } from './views/drawing-views.ts'
import { labForecast, labInput, labRunView, labView } from './views/laboratory-views.ts'
import { networkContract } from './views/network-views.ts'
import {
  experimentInput,
  experimentName,
  experimentView,
  parameterView,
  runId,
  savedExperiment,
  scenarioView,
  settingsInput,
  watchFrame,
} from './views/simulator-views.ts'

export * from './views/laboratory-views.ts'
export * from './views/network-views.ts'
export * from './views/simulator-views.ts'

const exported = z.object({ name: z.string(), type: z.string(), text: z.string() })

/** The laboratories of mechanisms and overlays, with the habits of the paper's experiments. */
const labsContract = {
  /** Parameters, metrics, presets and claims of both. Also starts the workers. */
  catalogue: procedure.output(z.object({ labs: z.array(labView), workers: z.number().int() })),
  /** Checks a request without running it; PROBLEM BAD_INPUT names the parameter in its details. */
  plan: procedure.input(labInput).output(labForecast),
  /** Runs one line of a figure, as `simulator.run` does. */
  run: procedure.input(labInput.extend({ run: runId })).output(eventIterator(labRunView)),
  pause: procedure.input(z.object({ run: runId })).output(z.void()),
  resume: procedure.input(z.object({ run: runId })).output(z.void()),
  /** Exports a run so far: the command line's CSV, or JSON that can be imported and merged. */
  export: procedure.input(z.object({ run: runId, format: z.enum(['json', 'csv']) })).output(exported),
  save: procedure.input(z.object({ run: runId, name: experimentName })).output(savedExperiment),
  /** Opens a saved run of a laboratory. */
  open: procedure.input(z.object({ id: z.number().int() })).output(labRunView),
}

export const simulatorContract = {
  labs: labsContract,
  mine: networkContract,
  /** All experiments. Also starts the workers, so that a first run begins immediately. */
  scenarios: procedure.output(
    z.object({ scenarios: z.array(scenarioView), parameters: z.array(parameterView), workers: z.number().int() }),
  ),
  /**
   * Runs an experiment: yields the first point as soon as possible, then about ten views a second. Aborting the stream
   * cancels the run.
   */
  run: procedure
    .input(experimentInput.extend({ run: runId, workers: z.number().int().min(1).max(256).nullable().default(null) }))
    .output(eventIterator(experimentView)),
  pause: procedure.input(z.object({ run: runId })).output(z.void()),
  resume: procedure.input(z.object({ run: runId })).output(z.void()),
  /** Exports the results of a run so far, with settings, seeds and version. */
  export: procedure.input(z.object({ run: runId, format: z.enum(['json', 'csv', 'svg']) })).output(exported),
  /** Saved experiments, newest first. */
  saved: procedure.output(z.array(savedExperiment)),
  save: procedure.input(z.object({ run: runId, name: experimentName })).output(savedExperiment),
  /** Opens a saved experiment; its `run` can be exported and saved. */
  open: procedure.input(z.object({ id: z.number().int() })).output(experimentView),
  rename: procedure.input(z.object({ id: z.number().int(), name: experimentName })).output(z.void()),
  remove: procedure.input(z.object({ id: z.number().int() })).output(z.void()),
  /** Saves an exported experiment under its own name; PROBLEM CORRUPT for other files. */
  import: procedure.input(z.object({ name: experimentName, text: z.string().max(7_000_000) })).output(savedExperiment),
  /** Opens a run for watching: a frame at once, more as it is steered. Aborting the stream closes it. */
  watch: procedure
    .input(z.object({ watch: runId, scenario: z.string().max(64), set: settingsInput.default({}), seed: z.number() }))
    .output(eventIterator(watchFrame)),
  /**
   * Steers a watched run: `speed` in transactions per second, `step` runs that many at once, `slot` selects a peer
   * (null: none).
   */
  steer: procedure
    .input(
      z.object({
        watch: runId,
        play: z.boolean().optional(),
        speed: z.number().min(1).max(1_000_000).optional(),
        step: z.number().int().min(1).max(1_000_000).optional(),
        slot: z.number().int().min(0).nullable().optional(),
      }),
    )
    .output(z.void()),
  ...drawingsContract,
}
