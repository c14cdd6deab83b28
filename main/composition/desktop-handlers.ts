import { HyobanError } from '../base/errors.ts'
import type { LinkInbox } from '../base/link-inbox.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { HyobanLink } from '../contract/link.ts'
import type { DesktopPort } from '../node.ts'

const unavailable = (): HyobanError =>
  new HyobanError('UNSUPPORTED', 'Only the desktop app can do this.', {
    hint: 'Use the file manager of the machine that Hyoban runs on.',
  })

/** The contract's `desktop`: the shell's own abilities. Paths come from the list of transfers, never from the page. */
export function desktopHandlers(
  desktop: DesktopPort | undefined,
  links: LinkInbox<{ link: HyobanLink | null }>,
  pathOf: (transferId: string) => string | null,
): Handlers['desktop'] {
  const finished = (transferId: string): string => {
    const path = pathOf(transferId)
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
      return { pressed: await desktop.notify(notice) }
    },
    openFile: async ({ transferId }) => {
      if (!desktop) throw unavailable()
      await desktop.openFile(finished(transferId))
    },
    revealFile: async ({ transferId }) => {
      if (!desktop) throw unavailable()
      await desktop.revealFile(finished(transferId))
    },
  }
}
