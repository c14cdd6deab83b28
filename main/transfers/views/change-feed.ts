import type { Clock } from '../../base/clock.ts'
import { live } from '../../base/live.ts'
import type { Transfer, TransferChanges } from '../../contract/transfers.ts'

interface ListSource {
  /** Everything, newest first. */
  read(): Transfer[]
  subscribe(changed: () => void): () => void
  clock: Clock
  intervalMs: number
}

/** Tracks what a reader has seen of a list. */
export class ListDelta {
  #known: Map<string, string> | null = null

  /** The whole list the first time, then only the differences. O(n), but only differences are sent. */
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

/** The list once, then its changes; a slow reader gets several changes as one. */
export async function* changesOf(source: ListSource, signal: AbortSignal): AsyncGenerator<TransferChanges, void, void> {
  const delta = new ListDelta()
  for await (const list of live(source, signal)) {
    const changes = delta.next(list)
    if (changes.reset || changes.changed.length > 0 || changes.removed.length > 0) yield changes
  }
}
