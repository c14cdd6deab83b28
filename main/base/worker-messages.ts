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

/** The worker's end of its connection to the host. */
interface HostPort {
  post(message: unknown, transfer: readonly ArrayBuffer[]): void
  onMessage(listener: (message: unknown) => void): void
  close(): void
}

/** The port of an Electron utility process. */
interface UtilityPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

/** Connects to the host of this thread, child process or utility process. */
function connect(): HostPort {
  const thread = parentPort
  if (thread)
    return {
      post: (message, transfer) => thread.postMessage(message, transfer),
      onMessage: (listener) => void thread.on('message', listener),
      close: () => thread.close(),
    }
  const utility = (process as unknown as { parentPort?: UtilityPort }).parentPort
  if (utility)
    return {
      post: (message) => utility.postMessage(message),
      onMessage: (listener) => void utility.on('message', ({ data }) => listener(data)),
      close: () => process.exit(0),
    }
  if (!process.send) throw new Error('This file runs in a worker only.')
  // not `exit`, which waits for native code that is still busy
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  return {
    post: (message) => void process.send?.(message),
    onMessage: (listener) => void process.on('message', listener),
    close: () => process.exit(0),
  }
}

/**
 * The worker's side of `WorkerHost`: runs jobs one at a time, in order of arrival. An error thrown by `run` rejects the
 * request. `onEnd` is called when the host asks the worker to end, just before the thread does.
 */
export function serveJobs<Job, Reply, Progress = never>(
  run: (job: Job, progress: (value: Progress) => void) => JobResult<Reply> | Promise<JobResult<Reply>>,
  onEnd: () => void = () => {},
): void {
  const port = connect()
  const send = (message: WorkerMessage<Reply, Progress>, transfer: readonly ArrayBuffer[] = []): void =>
    port.post(message, transfer)
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
  port.onMessage((received) => {
    const message = received as JobMessage<Job> | 'end'
    if (message === 'end') {
      onEnd()
      port.close()
      return
    }
    turn = turn ? turn.then(() => answer(message)) : answer(message)
  })
  send({ ready: true })
}
