import type { Clock } from '../../base/clock.ts'
import { live } from '../../base/live.ts'
import type { Transfer, TransferChanges } from '../../contract/transfers.ts'

export interface ListSource {
  /** Everything, newest first. */
  read(): Transfer[]
  subscribe(changed: () => void): () => void
  clock: Clock
  intervalMs: number
}

/** What a reader has of a list: tells what changed since it was asked last. */
export class ListDelta {
  #known: Map<string, string> | null = null

  /** The whole list the first time, then only what differs. O(n) to compare, but only news cross the line. */
  next(list: readonly Transfer[]): TransferChanges {
    const before = this.#known
    const now = new Map<string, string>()
    const changed = list.filter((line) => {
      const text = JSON.stringify(line)
      now.set(line.id, text)
      return before?.get(line.id) !== text
    })
    this.#known = now
    return { reset: before === null, changed, removed: before ? [...before.keys()].filter((id) => !now.has(id)) : [] }
  }
}

/** The list once, then news of it; a slow reader skips states, never news. */
export async function* changesOf(source: ListSource, signal: AbortSignal): AsyncGenerator<TransferChanges, void, void> {
  const delta = new ListDelta()
  for await (const list of live(source, signal)) {
    const news = delta.next(list)
    if (news.reset || news.changed.length > 0 || news.removed.length > 0) yield news
  }
}
