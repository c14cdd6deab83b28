import type { WorkerHandle } from '../../../base/worker-handle.ts'
import type { FromReaders, ToReaders } from './reader-messages.ts'

/** A started process. */
export interface ReaderProcess extends WorkerHandle {
  /** Resolves with the process's id once it runs. */
  readonly spawned: Promise<number | undefined>
}

/** In the main process: starts, relays and kills the processes that read shared files for the core. */
export class ReaderProcesses {
  readonly #fork: () => ReaderProcess
  readonly #post: (message: FromReaders) => void
  readonly #running = new Map<number, ReaderProcess>()

  constructor(fork: () => ReaderProcess, post: (message: FromReaders) => void) {
    this.#fork = fork
    this.#post = post
  }

  /** Does what the core asks for. */
  receive(message: ToReaders): void {
    const { id } = message
    if (message.event === 'start') this.#start(id)
    else if (message.event === 'post') this.#running.get(id)?.post(message.message)
    else void this.#running.get(id)?.kill()
  }

  /** Kills all processes, since the core that used them is gone. */
  close(): void {
    for (const reader of this.#running.values()) void reader.kill()
    this.#running.clear()
  }

  #start(id: number): void {
    let reader: ReaderProcess
    try {
      reader = this.#fork()
    } catch {
      return this.#post({ type: 'reader', id, event: 'exit', code: 1 })
    }
    this.#running.set(id, reader)
    reader.onMessage((received) => this.#post({ type: 'reader', id, event: 'message', message: received }))
    reader.onExit(({ code }) => {
      if (this.#running.get(id) === reader) this.#running.delete(id)
      this.#post({ type: 'reader', id, event: 'exit', code })
    })
    void reader.spawned.then((pid) => this.#post({ type: 'reader', id, event: 'started', pid }))
  }
}
