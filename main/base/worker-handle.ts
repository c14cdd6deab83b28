import { type Transferable, Worker, type WorkerOptions } from 'node:worker_threads'
import { setFlagsFromString } from 'node:v8'

/** How a worker ended; `error` is what it threw, if it threw, and `signal` what killed a process. */
export interface WorkerExit {
  code: number
  error?: Error
  signal?: NodeJS.Signals
}

/** A thread or child process as `WorkerHost` uses it. */
export interface WorkerHandle {
  post(message: unknown, transfer?: readonly unknown[]): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once, however the worker ends. */
  onExit(listener: (exit: WorkerExit) => void): void
  /** Ends the worker by force; resolves when it has ended. */
  kill(): Promise<void>
  /** Bytes of memory that a process holds; undefined where that is unknown. */
  memory?(): number | undefined
  /** Sets whether the worker keeps this process alive. */
  hold(on: boolean): void
}

/** The flag of HEAP_FLAGS for the node's own thread, taken back: a thread begins with V8's own, small heap. */
const SMALL_HEAP = '--initial-old-space-size=0'

/** A worker thread. Its output is discarded with `stdout` and `stderr` set. Throws if no thread can be started. */
export function workerThread(url: URL, options: WorkerOptions = {}): WorkerHandle {
  // read by V8 when it makes a heap; with 64 MiB, a thread collects nothing before it holds 75
  setFlagsFromString(SMALL_HEAP)
  return threadHandle(new Worker(url, { execArgv: [], ...options }))
}

/** The handle of a running thread. */
export function threadHandle(worker: Worker): WorkerHandle {
  let error: Error | undefined
  worker.on('error', (thrown: Error) => {
    error = thrown
  })
  worker.stdout.resume()
  worker.stderr.resume()
  worker.unref()
  return {
    post: (message, transfer) => worker.postMessage(message, transfer as Transferable[] | undefined),
    onMessage: (listener) => void worker.on('message', listener),
    onExit: (listener) => void worker.once('exit', (code) => listener({ code, ...(error && { error }) })),
    kill: async () => void (await worker.terminate()),
    hold: (on) => (on ? worker.ref() : worker.unref()),
  }
}
