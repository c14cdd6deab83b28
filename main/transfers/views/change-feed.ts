import type { Clock } from '../../base/clock.ts'
import { live } from '../../base/live.ts'
import type { Transfer, TransferChanges } from '../../contract/transfers.ts'

interface ListSource {
  /** All lines, newest first. */
  read(): Transfer[]
  subscribe(changed: () => void): () => void
  clock: Clock
  intervalMs: number
}

/** Tracks which state of a list a reader has seen. */
export class ListDelta {
  #known: Map<string, string> | null = null

  /** The whole list the first time, then only the differences. O(n). */
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

/** Yields the list once, then its changes; for a slow reader several changes are merged. */
export async function* changesOf(source: ListSource, signal: AbortSignal): AsyncGenerator<TransferChanges, void, void> {
  const delta = new ListDelta()
  for await (const list of live(source, signal)) {
    const changes = delta.next(list)
    if (changes.reset || changes.changed.length > 0 || changes.removed.length > 0) yield changes
  }
}
