/** Ends the process, and writes down the input, when one input runs for too long: its thread cannot do so itself. */
import { writeFileSync } from 'node:fs'
import { workerData } from 'node:worker_threads'

const { shared, path, limitMs } = workerData
const head = new Int32Array(shared, 0, 2)
const bytes = new Uint8Array(shared, 8)
let before = -1

setInterval(() => {
  const runs = Atomics.load(head, 0)
  if (runs !== before) {
    before = runs
    return
  }
  writeFileSync(path, bytes.slice(0, Atomics.load(head, 1)))
  process.kill(process.pid, 'SIGKILL')
}, limitMs)
