import type { Clock } from '../base/clock.ts'
import type { Handlers } from '../contract/handlers.ts'
import { Drawings } from './drawings/drawings.ts'
import type { ExperimentStore } from './experiment-store.ts'
import { planExperiment } from './experiment.ts'
import { catalogueView, experimentView } from './experiment-view.ts'
import { labHandlers } from './lab/lab-handlers.ts'
import { Laboratory } from './laboratory.ts'
import { networkHandlers } from './mine/live/handlers.ts'
import type { NetworkSource } from './mine/live/network-source.ts'
import { SharedPools } from './pools.ts'
import { readRequest, readSettings } from './read-input.ts'
import { Results } from './results.ts'
import { simulate } from './simulate.ts'
import { exportFile, SavedExperiments } from './saved-experiments.ts'
import { watchedSettings, WatchRoom } from './watching.ts'

export interface SimulatorHandlersOptions {
  store: ExperimentStore
  /** What this node knows of its own network. */
  network: NetworkSource
  clock: Clock
  /** The application version, recorded in exports. */
  version: string
}

/** The contract's `simulator` group. Worker threads start with the first `scenarios` call; `close` stops them. */
export function simulatorHandlers({ store, network, clock, version }: SimulatorHandlersOptions): {
  handlers: Handlers['simulator']
  close(): Promise<void>
} {
  const pools = new SharedPools()
  const laboratory = new Laboratory(
    {
      start: (pool, results: Results, options) => simulate(pool, results.plan, { ...options, results }),
      view: experimentView,
    },
    { pools, clock, version },
  )
  const saved = new SavedExperiments(store, clock, version)
  const drawings = new Drawings(clock)
  const watches = new WatchRoom(clock)
  return {
    close: async () => {
      await Promise.all([pools.close(), drawings.close()])
    },
    handlers: {
      labs: labHandlers({ pools, saved, clock, version }),
      mine: networkHandlers({ source: network, pools, clock, version }),
      scenarios: () => {
        pools.warm()
        return { ...catalogueView(), workers: pools.cores }
      },
      run: ({ run, workers, ...input }, { signal }) =>
        laboratory.run(run, new Results(planExperiment(readRequest(input))), workers, signal),
      pause: ({ run }) => laboratory.pause(run),
      resume: ({ run }) => laboratory.resume(run),
      export: ({ run, format }) => exportFile(laboratory.results(run), format, version),
      saved: () => saved.list(),
      save: ({ run, name }) => saved.save(name, laboratory.results(run)),
      open: ({ id }) => {
        const run = `saved-${id}`
        laboratory.load(run, saved.open(id))
        return laboratory.view(run)
      },
      rename: ({ id, name }) => saved.rename(id, name),
      remove: ({ id }) => saved.remove(id),
      import: ({ name, text }) => saved.import(name, text),
      watch: ({ watch, scenario, set, seed }, { signal }) =>
        watches.open(watch, watchedSettings(scenario, readSettings(set)), seed, signal),
      traceOverlay: (input, { signal }) => drawings.query({ lab: 'overlay', ...input }, signal),
      watchMechanism: (input, { signal }) => drawings.dealings({ lab: 'mechanism', ...input }, signal),
      steer: ({ watch, ...steering }) => watches.steer(watch, steering),
    },
  }
}
