import { FOLD_VERSION } from '../../domain/text/fold-text.ts'
import type { Database } from '../database.ts'
import { EntryWriter } from './entry-writer.ts'

/** Entries per transaction, which takes some ten milliseconds. */
const BATCH = 400

interface Progress {
  version: number
  entry: number
}

/**
 * Folds the text of an index anew that a version with another folding has written, from the paths and metadata in it:
 * no catalogue is read again. Resumes where it was ended; until it is done, entries may be missing from results.
 */
export class IndexFolding {
  readonly #db: Database
  readonly #writer: EntryWriter
  readonly #progress
  readonly #save
  #closed = false

  constructor(db: Database) {
    this.#db = db
    this.#writer = new EntryWriter(db, () => 0)
    this.#progress = db.prepare<[], Progress>('SELECT version, entry FROM indexFolding')
    this.#save = db.prepare<[number, number]>('UPDATE indexFolding SET version = ?, entry = ?')
  }

  /** Whether text in another folding may be left. */
  get isOutdated(): boolean {
    return this.#progress.get()?.version !== FOLD_VERSION
  }

  /** Folds what is left, in batches between which other work runs. Resolves early when closed. */
  async run(): Promise<void> {
    while (!this.#closed && this.isOutdated) {
      this.#db.transaction(() => this.#batch())
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  close(): void {
    this.#closed = true
  }

  #batch(): void {
    const { version, entry } = this.#progress.get() as Progress
    // negative while folding for this version: another version that takes over begins anew
    const reached = this.#writer.refold(version === -FOLD_VERSION ? entry : 0, BATCH)
    if (reached === null) this.#save.run(FOLD_VERSION, 0)
    else this.#save.run(-FOLD_VERSION, reached)
  }
}
