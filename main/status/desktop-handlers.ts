import { HyobanError } from '../base/errors.ts'
import type { LinkInbox } from './link-inbox.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { HyobanLink } from '../contract/link.ts'
import type { DesktopPort } from '../node.ts'
import type { UpdateHandlers } from './update-handlers.ts'

const unavailable = (): HyobanError =>
  new HyobanError('UNSUPPORTED', 'Only the desktop app can do this.', {
    hint: 'Use the file manager on the machine that runs Hyoban.',
  })

export interface DesktopHandlersOptions {
  /** Without it, every call throws UNSUPPORTED. */
  desktop?: DesktopPort | undefined
  /** Hyoban links opened in other programs. */
  links: LinkInbox<{ link: HyobanLink | null }>
  /** The only source of paths to open; pages never supply paths. */
  transfers: { list(): { id: string; path: string | null }[] }
}

/** The contract's `desktop` group, apart from the app's updates. */
export function desktopHandlers({
  desktop,
  links,
  transfers,
}: DesktopHandlersOptions): Omit<Handlers['desktop'], keyof UpdateHandlers> {
  const pathOf = (transferId: string): string => {
    const path = transfers.list().find(({ id }) => id === transferId)?.path
    if (!path) throw new HyobanError('NOT_FOUND', 'This download is not finished.', { hint: 'Wait until it is done.' })
    return path
  }
  return {
    capabilities: () => ({
      pickFolder: !!desktop,
      openFile: !!desktop,
      revealFile: !!desktop,
      notify: !!desktop?.notify,
    }),
    links: (_input, { signal }) => links.take(signal),
    pickFolder: async () => {
      if (!desktop) throw unavailable()
      return { path: await desktop.pickFolder() }
    },
    notify: async (notice) => {
      if (!desktop?.notify) throw unavailable()
      return desktop.notify(notice)
    },
    openFile: async ({ transferId }) => {
      if (!desktop) throw unavailable()
      await desktop.openFile(pathOf(transferId))
    },
    revealFile: async ({ transferId }) => {
      if (!desktop) throw unavailable()
      await desktop.revealFile(pathOf(transferId))
    },
  }
}
