import { dirname } from 'node:path'
import { HyobanError } from '../base/errors.ts'
import { systemPath } from '../base/process/system-path.ts'
import type { LinkInbox } from './link-inbox.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { Opened } from '../contract/views/opened.ts'
import type { DesktopPort } from '../node.ts'
import { openedContent } from './opened-files.ts'
import type { UpdateHandlers } from './update-handlers.ts'

const unavailable = (): HyobanError =>
  new HyobanError('UNSUPPORTED', 'Only the desktop app can do this.', {
    hint: 'Use the file manager on the machine that runs Hyoban.',
  })

/**
 * The system's dialogs and file managers take paths of text only: of a name that is none, the nearest folder above that
 * they can show. Null if they can show the path itself.
 */
function folderToShow(path: string): string | null {
  if (typeof systemPath(path) === 'string') return null
  const above = dirname(path)
  return folderToShow(above) ?? above
}

export interface DesktopHandlersOptions {
  /** Without it, every call throws UNSUPPORTED. */
  desktop?: DesktopPort | undefined
  /** Links and files opened with Hyoban. */
  opened: LinkInbox<Opened>
  /** The only source of paths to open; pages never supply paths. */
  transfers: { list(): { id: string; path: string | null }[] }
  library: { source(root: string): Promise<{ path: string } | null> | { path: string } | null }
}

/** The contract's `desktop` group, apart from the app's updates. */
export function desktopHandlers({
  desktop,
  opened,
  transfers,
  library,
}: DesktopHandlersOptions): Omit<Handlers['desktop'], keyof UpdateHandlers> {
  const pathOf = (transferId: string): string => {
    const path = transfers.list().find(({ id }) => id === transferId)?.path
    if (!path) throw new HyobanError('NOT_FOUND', 'This download is not finished.', { hint: 'Wait until it is done.' })
    return path
  }
  const sharedPath = async (root: string): Promise<string> => {
    const source = await library.source(root)
    if (!source) throw new HyobanError('NOT_FOUND', 'This file is no longer shared.', { hint: 'Look for its copies.' })
    return source.path
  }
  return {
    capabilities: () => ({
      pickFolder: !!desktop,
      openFile: !!desktop,
      revealFile: !!desktop,
      dragFile: !!desktop?.dragFile,
      notify: !!desktop?.notify,
      integrate: !!desktop?.integrate,
    }),
    opened: (_input, { signal }) => opened.take(signal),
    openContent: ({ name, base64 }) => opened.add(openedContent(name, Buffer.from(base64, 'base64'))),
    pickFolder: async () => {
      if (!desktop) throw unavailable()
      return { path: await desktop.pickFolder() }
    },
    notify: async (notice) => {
      if (!desktop?.notify) throw unavailable()
      return desktop.notify(notice)
    },
    integration: async () => {
      if (!desktop?.integrate) throw unavailable()
      return desktop.integrate({})
    },
    integrate: async (change) => {
      if (!desktop?.integrate) throw unavailable()
      return desktop.integrate(change)
    },
    openFile: async ({ transferId }) => {
      if (!desktop) throw unavailable()
      const path = pathOf(transferId)
      const folder = folderToShow(path)
      await (folder === null ? desktop.openFile(path) : desktop.revealFile(folder))
    },
    revealFile: async (of) => {
      if (!desktop) throw unavailable()
      const path = 'root' in of ? await sharedPath(of.root) : pathOf(of.transferId)
      await desktop.revealFile(folderToShow(path) ?? path)
    },
    dragFile: async ({ transferId }) => {
      if (!desktop?.dragFile) throw unavailable()
      const path = pathOf(transferId)
      const folder = folderToShow(path)
      await (folder === null ? desktop.dragFile(path) : desktop.revealFile(folder))
    },
  }
}
