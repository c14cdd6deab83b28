import type { Clock } from '../../base/clock.ts'
import { toHex } from '../../base/hex.ts'
import type { OwnIndexer } from '../local/own-indexer.ts'
import type { RootFinder } from '../../composition/root-finder.ts'

/** Contents that are announced on the DHT besides what is being downloaded; the other topics are for keywords. */
const BUDGET = 24
/** Of those, kept for what others have asked for lately. */
const ASKED = 8
/** Changes of the library are counted anew after this quiet time, in ms. */
const QUIET_MS = 2000
/** Entries looked at in one count. */
const MAX_ENTRIES = 200_000

interface RootAnnouncerOptions {
  own: Pick<OwnIndexer, 'entries'>
  roots: Pick<RootFinder, 'announce' | 'withdraw'>
  clock: Clock
  log: (line: string) => void
}

/**
 * Lets this node be found as a holder: of what was asked for lately, and of its newest shared files, within a budget of
 * topics.
 */
export class ContentAnnouncer {
  readonly #o: RootAnnouncerOptions
  #announced = new Set<string>()
  #asked: string[] = []
  /** Being downloaded: announced as long as that lasts, shared or not. */
  readonly #coming = new Set<string>()
  #cancel = (): void => {}
  #work: Promise<void> = Promise.resolve()
  #closed = false

  constructor(options: RootAnnouncerOptions) {
    this.#o = options
    this.changed()
  }

  /** This content is being downloaded: what there is of it can be had here. */
  hold(root: string): void {
    this.#coming.add(root)
    this.#o.roots.announce(root)
  }

  /** It is not being downloaded any more; the announcement stays if it is shared, too. */
  release(root: string): void {
    if (this.#coming.delete(root) && !this.#announced.has(root)) void this.#o.roots.withdraw(root)
  }

  /** A peer has fetched this content: others may want it, too. */
  askedFor(root: string): void {
    this.#asked = [root, ...this.#asked.filter((one) => one !== root)].slice(0, ASKED)
    if (!this.#announced.has(root)) this.changed()
  }

  /** What is shared, or where, has changed. */
  changed(): void {
    if (this.#closed) return
    this.#cancel()
    this.#cancel = this.#o.clock.after(QUIET_MS, () => {
      this.#work = this.#work
        .then(() => this.#count())
        .catch((error: unknown) => this.#o.log(`roots: ${String(error)}`))
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#cancel()
    await this.#work
  }

  async #count(): Promise<void> {
    const { own, roots } = this.#o
    const asked = new Set(this.#asked)
    const held = new Set<string>()
    let newest: { root: string; modified: number }[] = []
    let seen = 0
    for await (const { entry } of own.entries()) {
      if (this.#closed || ++seen > MAX_ENTRIES) break
      const root = toHex(entry.root)
      if (asked.has(root)) held.add(root)
      newest.push({ root, modified: entry.modified })
      if (newest.length > BUDGET * 8) newest = newest.sort((a, b) => b.modified - a.modified).slice(0, BUDGET)
    }
    if (this.#closed) return
    for (const { root } of newest.sort((a, b) => b.modified - a.modified)) if (held.size < BUDGET) held.add(root)
    for (const root of this.#coming) roots.announce(root)
    const former = this.#announced
    this.#announced = new Set([...held].filter((root) => roots.announce(root)))
    for (const root of former) if (!this.#announced.has(root) && !this.#coming.has(root)) void roots.withdraw(root)
  }
}
