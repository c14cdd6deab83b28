import type { SearchIndex } from './search-index.ts'

/** Entries removed in one turn of the event loop: some ten milliseconds. */
const MAX_AT_ONCE = 400

/**
 * Removes a catalogue from the index, a slice in each turn of the event loop; false if `stopped` held before the last
 * one. `pause` is awaited between two slices.
 */
export async function dropCatalogue(
  index: Pick<SearchIndex, 'dropSome'>,
  peer: string,
  stopped: () => boolean,
  pause: () => Promise<void> = () => new Promise((resolve) => void setImmediate(resolve)),
): Promise<boolean> {
  while (!stopped()) {
    if (index.dropSome(peer, MAX_AT_ONCE)) return true
    await pause()
  }
  return false
}
