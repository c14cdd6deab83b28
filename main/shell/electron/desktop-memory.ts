import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const facts = z.object({
  lastFolder: z.string().optional(),
  hidingExplained: z.boolean().optional(),
  formerTorrents: z.string().optional(),
})
type Facts = z.infer<typeof facts>

/** What the desktop app remembers between starts; forgotten without harm. */
export class DesktopMemory {
  readonly #file: string
  #facts: Facts

  constructor(file: string) {
    this.#file = file
    this.#facts = read(file)
  }

  /** The folder that a dialog was last closed with. */
  get lastFolder(): string | undefined {
    return this.#facts.lastFolder
  }

  set lastFolder(lastFolder: string) {
    this.#write({ ...this.#facts, lastFolder })
  }

  /** The program that opened torrents before this one. */
  get formerTorrents(): string | undefined {
    return this.#facts.formerTorrents
  }

  set formerTorrents(formerTorrents: string | undefined) {
    this.#write({ ...this.#facts, formerTorrents })
  }

  /** True only the first time that it is asked. */
  firstHiding(): boolean {
    const first = !this.#facts.hidingExplained
    if (first) this.#write({ ...this.#facts, hidingExplained: true })
    return first
  }

  #write(all: Facts): void {
    this.#facts = all
    try {
      writeFileSync(this.#file, JSON.stringify(all))
    } catch {
      // on a full or read-only disk it is remembered until the app ends
    }
  }
}

function read(file: string): Facts {
  try {
    return facts.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return {}
  }
}
