import { parentPort } from 'node:worker_threads'
import { asHyobanError } from '../base/errors.ts'
import { runTask, type Task } from './task.ts'

/** What the pool sends: a task and the run's switch (0 goes on, 1 pauses). */
export interface Order {
  id: number
  task: Task
  pause: Int32Array
}

/** What comes back. `done` counts transactions of a task that takes long. */
export type Answer =
  | { kind: 'values'; id: number; values: Float64Array }
  | { kind: 'progress'; id: number; done: number }
  | { kind: 'failed'; id: number; code: string; message: string; hint: string }

const PROGRESS_MS = 100
const port = parentPort

port?.on('message', ({ id, task, pause }: Order) => {
  let told = performance.now()
  const between = (done: number): void => {
    while (Atomics.load(pause, 0) === 1) Atomics.wait(pause, 0, 1)
    const now = performance.now()
    if (now - told < PROGRESS_MS) return
    told = now
    port.postMessage({ kind: 'progress', id, done } satisfies Answer)
  }
  try {
    const values = runTask(task, between)
    port.postMessage({ kind: 'values', id, values } satisfies Answer, [values.buffer as ArrayBuffer])
  } catch (error) {
    const { code, message, hint } = asHyobanError(error)
    port.postMessage({ kind: 'failed', id, code, message, hint } satisfies Answer)
  }
})
