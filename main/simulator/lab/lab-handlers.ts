import type { Clock } from '../../base/clock.ts'
import type { Handlers } from '../../contract/handlers.ts'
import type { LabInput } from '../../contract/simulator.ts'
import { taskSeconds } from '../task.ts'
import { Laboratory } from '../laboratory.ts'
import type { SharedPools } from '../pools.ts'
import type { SavedExperiments } from '../saved-experiments.ts'
import { labDocumentOf } from './lab-document.ts'
import { labCsv } from './lab-report.ts'
import { LabResults, planLab, startLab, type LabPlan } from './lab-run.ts'
import { labRunView, labView } from './lab-view.ts'
import { completeSettings, readLabSweep } from './read-settings.ts'
import type { LabScenario } from './scenario.ts'
import { LAB_SCENARIOS } from './scenarios.ts'

/** Checks a request as it crosses the contract. Throws HyobanError BAD_INPUT. */
function readInput({ lab, set = {}, sweep = null, replications, seed }: LabInput): LabPlan {
  const scenario = LAB_SCENARIOS.get(lab) as LabScenario
  completeSettings(scenario, set)
  const sweeps = sweep ? [readLabSweep(scenario, `${sweep.parameter}=${sweep.values.join(',')}`)] : []
  return planLab({ scenario, set, sweeps, replications, seed })
}

/** The contract's `simulator.labs` group. */
export function labHandlers({
  pools,
  saved,
  clock,
  version,
}: {
  pools: SharedPools
  saved: SavedExperiments
  clock: Clock
  version: string
}): Handlers['simulator']['labs'] {
  const laboratory = new Laboratory({ start: startLab, view: labRunView }, { pools, clock, version })
  return {
    catalogue: () => {
      pools.warm()
      return { labs: [...LAB_SCENARIOS.values()].map(labView), workers: pools.cores }
    },
    plan: (input) => {
      const plan = readInput(input)
      const { settings } = plan.points[0] as (typeof plan.points)[number]
      return {
        settings: { ...settings },
        total: plan.tasks.length,
        seconds: plan.tasks.reduce((sum, task) => sum + taskSeconds(task), 0) / pools.cores,
      }
    },
    run: ({ run, ...input }, { signal }) => laboratory.run(run, new LabResults(readInput(input)), null, signal),
    pause: ({ run }) => laboratory.pause(run),
    resume: ({ run }) => laboratory.resume(run),
    export: ({ run, format }) => {
      const results = laboratory.results(run)
      const { scenario, seed, replications } = results.plan.request
      const name = `hyoban-${scenario.name}-seed${seed}-${replications}x.${format}`
      return format === 'csv'
        ? { name, type: 'text/csv', text: labCsv(results) }
        : { name, type: 'application/json', text: `${labDocumentOf(results, version)}\n` }
    },
    save: ({ run, name }) => saved.saveLab(name, laboratory.results(run)),
    open: ({ id }) => {
      const run = `saved-${id}`
      laboratory.load(run, saved.openLab(id))
      return laboratory.view(run)
    },
  }
}
