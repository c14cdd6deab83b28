import { EventHeap } from '../event-heap.ts'
import { GRID } from '../overlay-settings.ts'
import type { World } from '../world.ts'
import { SERVER, ServerOverlay } from './server.ts'

/** Tasks that each worker does in a run, at most, and the most in all. */
const TASKS_A_WORKER = 30
const MAX_TASKS = 200_000

/** Grid of a master and workers (United Devices, Entropia): whoever is idle fetches the next task from node 0. */
export class GridOverlay extends ServerOverlay {}

/** Tasks done a second; 0 without a master. Every live node works, the master beside handing out. */
export function gridThroughput(world: World): number {
  const { task, dispatch } = GRID
  const workers = world.liveCount
  if (world.live[SERVER] === 0) return 0
  const events = new EventHeap<'ask' | 'start'>()
  for (let worker = 0; worker < workers; worker++) events.add(0, 'ask')
  const tasks = Math.min(MAX_TASKS, TASKS_A_WORKER * workers)
  // the first round fills the grid and does not count
  const warmUp = Math.min(tasks / 2, 2 * workers)
  let free = 0
  let done = 0
  let from = 0
  for (let next = events.take(); next; next = events.take()) {
    const { time, event } = next
    if (event === 'ask') {
      free = Math.max(free, time) + dispatch
      events.add(free + task, 'start')
      continue
    }
    done++
    if (done === Math.ceil(warmUp)) from = time
    if (done === tasks) return (tasks - Math.ceil(warmUp)) / (time - from)
    events.add(time, 'ask')
  }
  return 0
}
