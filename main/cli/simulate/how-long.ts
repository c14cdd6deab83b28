import { availableParallelism } from 'node:os'
import { HyobanError } from '../../base/errors.ts'
import { taskSeconds, type SimulatorTask } from '../../simulator/task.ts'
import { readCount, type SimulateFlags } from '../simulate-arguments.ts'

const DAY_SECONDS = 86_400

/** The number of threads that the options name; undefined for as many as there are cores. */
export const workersOf = ({ workers }: SimulateFlags): number | undefined =>
  workers === undefined ? undefined : readCount('--workers', workers, 256)

/** Throws HyobanError BAD_INPUT for tasks that take more than a day, unless the options say --yes. */
export function checkDuration(tasks: Iterable<SimulatorTask>, options: SimulateFlags): void {
  if (options.yes) return
  let seconds = 0
  for (const task of tasks) seconds += taskSeconds(task)
  const days = seconds / (workersOf(options) ?? availableParallelism()) / DAY_SECONDS
  if (days <= 1) return
  throw new HyobanError('BAD_INPUT', `This will take about ${days.toFixed(1)} days.`, {
    hint:
      'Fewer peers, fewer --replications, or --emit for several computers make it shorter; ' +
      '--yes starts it all the same.',
    details: { days },
  })
}
