import type { SearchIndex } from './search-index.ts'

/** Entries removed in one turn of the event loop: some ten milliseconds. */
const MAX_AT_ONCE = 400

/** Does a piece of work in a turn of the event loop of its own. */
type Turn = (work: () => void) => Promise<void>

const inTurn: Turn = async (work) => {
  work()
  await new Promise((resolve) => void setImmediate(resolve))
}

/**
 * Removes a catalogue from the index, a slice in each turn of the event loop; false if `stopped` held before the last
 * one.
 */
export async function dropCatalogue(
  index: Pick<SearchIndex, 'dropSome'>,
  peer: string,
  stopped: () => boolean,
  turn = inTurn,
): Promise<boolean> {
  for (let dropped = false; !dropped;) {
    if (stopped()) return false
    await turn(() => {
      if (!stopped()) dropped = index.dropSome(peer, MAX_AT_ONCE)
    })
  }
  return true
}
