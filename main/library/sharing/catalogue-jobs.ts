import type { LibraryContext } from '../library-options.ts'
import { applyVisibility, forgetFiles } from './folder-pages.ts'
import type { FolderState } from './folder-state.ts'
import type { CataloguePublisher } from './publisher.ts'
import type { SharedFolders } from './shared-folders.ts'

interface CatalogueJobsOptions {
  context: LibraryContext
  folders: SharedFolders
  publisher: CataloguePublisher
}

/** Keeps the catalogue in line with the store, as background jobs. */
export class CatalogueJobs {
  readonly #context: LibraryContext
  readonly #folders: SharedFolders
  readonly #publisher: CataloguePublisher

  constructor({ context, folders, publisher }: CatalogueJobsOptions) {
    this.#context = context
    this.#folders = folders
    this.#publisher = publisher
  }

  /** Publishes all pending changes, such as new hashes or metadata. */
  republish(): void {
    const { jobs, events, signal } = this.#context
    jobs.run('publish', async () => {
      if ((await this.#publisher.sync(signal)) === 0) return
      this.#folders.touch()
      events.emit('change', null)
    })
  }

  /** Publishes or withdraws the folder's files, as its rules say. */
  applyVisibility(folder: FolderState): void {
    const { store, jobs, signal } = this.#context
    jobs.run(`turn ${folder.row.id}`, async () => {
      await applyVisibility(store, folder.row.id, signal)
      folder.touch()
      this.republish()
    })
  }

  /** Removes all files of a folder, and then the folder, unless the library closes before. */
  async forget(folder: number): Promise<void> {
    const { store, signal } = this.#context
    await forgetFiles(store, folder, signal)
    if (signal.aborted) return
    store.removeFolder(folder)
    this.republish()
  }
}
