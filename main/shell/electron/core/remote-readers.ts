import { memoryOf } from '../../../base/process/child-process.ts'
import type { WorkerExit, WorkerHandle } from '../../../base/worker-handle.ts'
import type { FromReaders, ToReaders } from './reader-messages.ts'

interface RemoteReader {
  pid: number | undefined
  onMessage: (message: unknown) => void
  exited: PromiseWithResolvers<WorkerExit>
}

/**
 * In the core: processes that read shared files. Only Electron's main process can start them (a packaged app does not
 * run as plain Node); their messages pass through it.
 */
export class RemoteReaders {
  readonly #post: (message: ToReaders) => void
  readonly #readers = new Map<number, RemoteReader>()
  #lastId = 0

  constructor(post: (message: ToReaders) => void) {
    this.#post = post
  }

  /** Starts a process. */
  start(): WorkerHandle {
    const id = ++this.#lastId
    const reader: RemoteReader = { pid: undefined, onMessage: () => {}, exited: Promise.withResolvers() }
    this.#readers.set(id, reader)
    const post = this.#post
    post({ type: 'reader', id, event: 'start' })
    return {
      post: (message) => post({ type: 'reader', id, event: 'post', message }),
      onMessage: (listener) => void (reader.onMessage = listener),
      onExit: (listener) => void reader.exited.promise.then(listener),
      kill: async () => {
        post({ type: 'reader', id, event: 'kill' })
        await reader.exited.promise
      },
      memory: () => memoryOf(reader.pid),
      // the core lives as long as the app
      hold: () => {},
    }
  }

  /** Passes on a message of the main process. */
  receive(message: FromReaders): void {
    const reader = this.#readers.get(message.id)
    if (!reader) return
    if (message.event === 'started') reader.pid = message.pid
    else if (message.event === 'message') reader.onMessage(message.message)
    else {
      this.#readers.delete(message.id)
      reader.exited.resolve({ code: message.code })
    }
  }
}
