import type { Clock } from '../base/clock.ts'
import { fileKind } from '../domain/file-kind.ts'
import { toHex } from '../base/hex.ts'
import { live } from '../base/live.ts'
import type { Handlers } from '../contract/handlers.ts'
import { browse } from './browse.ts'
import type { Library } from './library.ts'

/** Handlers of the contract's `library`, without `metadata`. */
export function libraryHandlers({
  library,
  clock,
}: {
  library: Library
  clock: Clock
}): Omit<Handlers['library'], 'metadata'> {
  return {
    folders: (_input, { signal }) =>
      live(
        {
          read: () => library.folders(),
          subscribe: (changed) => library.events.on('change', changed),
          clock,
          intervalMs: 250,
        },
        signal,
      ),
    share: ({ path, rules }) => library.share(path, rules),
    preview: (folder, { signal }) => library.preview(folder, signal),
    configure: ({ id, ...rules }) => library.configure(id, rules),
    progress: (_input, { signal }) =>
      live(
        {
          read: () => library.progress(),
          subscribe: (changed) => library.events.on('change', changed),
          clock,
          intervalMs: 250,
        },
        signal,
      ),
    pause: ({ paused }) => library.pause(paused),
    verify: ({ id }) => library.verify(id),
    cancelVerify: () => library.cancelVerify(),
    unshare: ({ id }) => library.unshare(id),
    rescan: ({ id }) => library.rescan(id),
    files: ({ folderId, text, offset, limit }) => {
      const { total, rows } = library.files({ folder: folderId, text, offset, limit })
      return {
        total,
        rows: rows.map(({ folder, path, size, modified, root }) => ({
          folderId: folder,
          path,
          size,
          modified,
          root: root && toHex(root),
          kind: fileKind(path),
        })),
      }
    },
    skipped: ({ folderId }) =>
      library.skipped(folderId).map(({ path, reason, message }) => ({ path, reason, message })),
    browse: ({ path }) => browse(path),
  }
}
