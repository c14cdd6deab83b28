import { parentPort } from 'node:worker_threads'
import { asHyobanError, type ErrorCode } from './errors.ts'

/** One job for a worker; `id` comes back with everything that belongs to it. */
export interface JobMessage<Job> {
  id: number
  job: Job
}

/** What a job threw, as it crosses to the other side. */
export interface JobFailure {
  code: ErrorCode
  message: string
  hint: string
}

/** From the worker: it runs; how far a job is; a job's end. */
export type WorkerMessage<Reply, Progress = never> =
  | { ready: true }
  | { id: number; progress: Progress }
  | { id: number; reply: Reply }
  | { id: number; failure: JobFailure }

/** Hands a job's result back; `transfer` names buffers that move instead of being copied. */
export interface JobResult<Reply> {
  reply: Reply
  transfer?: readonly ArrayBuffer[]
}

/**
 * The worker's side of `WorkerHost`: answers each job in the order of arrival, one after the other. Whatever `run`
 * throws becomes the request's rejection. `onEnd` is called when the host asks the worker to end; the thread ends after
 * it.
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
