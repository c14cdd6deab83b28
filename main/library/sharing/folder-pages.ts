// One statement over all rows of a large folder would block the node, so these go page by page and yield in between.
import type { LibraryStore } from '../library-store.ts'
import { CooperativeYield } from '../scan/cooperative-yield.ts'

/** Rows per page. */
const PAGE = 250

/** Removes all files of a folder; stops on abort. */
export async function forgetFiles(store: LibraryStore, folder: number, signal: AbortSignal): Promise<void> {
  const pause = new CooperativeYield()
  for (let ids = store.rows(folder, PAGE); ids.length > 0 && !signal.aborted; ids = store.rows(folder, PAGE)) {
    store.forget(folder, ids)
    await pause.take()
  }
}

/** Marks each file of a folder to be published or withdrawn, as the folder's rules say; stops on abort. */
export async function applyVisibility(store: LibraryStore, folder: number, signal: AbortSignal): Promise<void> {
  const pause = new CooperativeYield()
  for (let row: number | null = 0; row !== null && !signal.aborted; row = store.turnPage(folder, row, PAGE))
    await pause.take()
}
