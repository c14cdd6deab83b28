/* A process of the benchmarks `transfer` and `swarm`. */
import { driveFetch, driveServe } from './drive.ts'
import { fetch, serve } from './node.ts'
import { rawFetch, rawServe } from './raw.ts'
import type { Task } from './task.ts'

const roles: Record<Task['role'], (task: Task) => Promise<void>> = {
  'raw-serve': rawServe,
  'raw-fetch': rawFetch,
  'drive-serve': driveServe,
  'drive-fetch': driveFetch,
  serve,
  fetch,
}

process.on('SIGTERM', () => process.exit())
const task = JSON.parse(process.argv[2] as string) as Task
await roles[task.role](task)
