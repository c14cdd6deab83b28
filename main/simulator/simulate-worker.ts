import { serveJobs } from '../base/worker-messages.ts'
import { runAnyTask, type SimulatorTask } from './task.ts'

/** A task, and its batch's pause flag in shared memory (1 while paused). */
export interface SimulateJob {
  task: SimulatorTask
  pause: Int32Array
}

const PROGRESS_MS = 100

serveJobs<SimulateJob, Float64Array, number>(({ task, pause }, progress) => {
  let reported = performance.now()
  const between = (done: number): void => {
    while (Atomics.load(pause, 0) === 1) Atomics.wait(pause, 0, 1)
    const now = performance.now()
    if (now - reported < PROGRESS_MS) return
    reported = now
    progress(done)
  }
  const values = runAnyTask(task, between)
  return { reply: values, transfer: [values.buffer as ArrayBuffer] }
})
