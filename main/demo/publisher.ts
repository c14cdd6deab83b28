import { messageOf } from '../base/errors.ts'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../base/clock.ts'
import type { Random } from '../base/random.ts'
import { planNote, writeFiles } from './content.ts'
import { wait } from './wait.ts'

export interface PublisherOptions {
  /** The shared folder. */
  folder: string
  clock: Clock
  random: Random
  /** Mean time between notes, in ms. */
  every: number
  log: (line: string) => void
}

/** Notes kept per peer; older ones are deleted. */
const KEEP_NOTES = 4

/** Publishes small notes in a demo peer's shared folder from time to time, deleting the oldest, until closed. */
export class DemoPublisher {
  readonly #options: PublisherOptions
  readonly #stop = new AbortController()
  readonly #running: Promise<void>
  readonly #notes: string[] = []

  constructor(options: PublisherOptions) {
    this.#options = options
    this.#running = this.#run()
  }

  /** Stops; resolves once no file is being written. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { folder, clock, random, every, log } = this.#options
    for (let number = 1; ; number++) {
      await wait(clock, every * (0.4 + 1.2 * random.next()), this.#stop.signal)
      if (this.#stop.signal.aborted) return
      try {
        const note = planNote(random, number)
        await writeFiles(folder, [note])
        this.#notes.push(note.path)
        while (this.#notes.length > KEEP_NOTES) await rm(join(folder, this.#notes.shift() as string), { force: true })
      } catch (error) {
        log(`demo: no note written: ${messageOf(error)}`)
      }
    }
  }
}
