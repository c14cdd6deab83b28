import { parentPort } from 'node:worker_threads'
import { asHyobanError, type ErrorCode } from './errors.ts'

/** One job for a worker; all messages about it carry its `id`. */
export interface JobMessage<Job> {
  id: number
  job: Job
}

/** The error of a job, serialised for the host. */
export interface JobFailure {
  code: ErrorCode
  message: string
  hint: string
}

/** From the worker: it is ready, progress of a job, or the end of a job. */
export type WorkerMessage<Reply, Progress = never> =
  | { ready: true }
  | { id: number; progress: Progress }
  | { id: number; reply: Reply }
  | { id: number; failure: JobFailure }

/** The result of a job; buffers in `transfer` move instead of being copied. */
export interface JobResult<Reply> {
  reply: Reply
  transfer?: readonly ArrayBuffer[]
}

/**
 * The worker's side of `WorkerHost`: runs jobs one at a time, in order of arrival. An error thrown by `run` rejects the
 * request. `onEnd` is called when the host asks the worker to end, just before the thread does.
 */
export function serveJobs<Job, Reply, Progress = never>(
  run: (job: Job, progress: (value: Progress) => void) => JobResult<Reply> | Promise<JobResult<Reply>>,
  onEnd: () => void = () => {},
): void {
  const port = parentPort
  if (!port) throw new Error('This file runs in a worker thread only.')
  const send = (message: WorkerMessage<Reply, Progress>, transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer)
  const answer = async ({ id, job }: JobMessage<Job>): Promise<void> => {
    try {
      const result = run(job, (progress) => send({ id, progress }))
      const { reply, transfer } = result instanceof Promise ? await result : result
      send({ id, reply }, transfer)
    } catch (error) {
      const { code, message, hint } = asHyobanError(error)
      send({ id, failure: { code, message, hint } })
    }
  }
  let turn: Promise<void> | null = null
  port.on('message', (message: JobMessage<Job> | 'end') => {
    if (message === 'end') {
      onEnd()
      port.close()
      return
    }
    turn = turn ? turn.then(() => answer(message)) : answer(message)
  })
  send({ ready: true })
}
