import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { bytes, hex32, procedure } from './base.ts'

/** Why an app never looks for updates (`off`), or what went wrong (`failed`), as a translation key. */
const UPDATE_REASONS = [
  '',
  'notInstalled',
  'noServer',
  'unsupported',
  'unreachable',
  'damaged',
  'unsigned',
  'disk',
] as const

/** The app's own updates. `version` is the offered one, null if there is none; `percent` belongs to `downloading`. */
const appUpdate = z.object({
  state: z.enum(['off', 'idle', 'checking', 'available', 'downloading', 'ready', 'failed']),
  reason: z.enum(UPDATE_REASONS),
  version: z.string().max(64).nullable(),
  percent: z.number().int().min(0).max(100),
})
export type AppUpdate = z.infer<typeof appUpdate>

/** Abilities of the desktop shell; in a browser all `capabilities` are false, and pages offer alternatives. */
export const desktopContract = {
  capabilities: procedure.output(
    z.object({ pickFolder: z.boolean(), openFile: z.boolean(), revealFile: z.boolean(), notify: z.boolean() }),
  ),
  /**
   * Links that the user opened in other programs (scheme `hyoban:`), each once, to be confirmed before a download. Null
   * for an invalid link.
   */
  links: procedure.output(
    eventIterator(z.object({ link: z.object({ root: hex32, name: z.string(), size: bytes }).nullable() })),
  ),
  /** Shows the system's folder dialog; null if the user cancels. */
  pickFolder: procedure.output(z.object({ path: z.string().nullable() })),
  /** Opens a finished download in its default program. */
  openFile: procedure.input(z.object({ transferId: z.string() })).output(z.void()),
  /**
   * Shows a system notification, replacing the previous one with the same `tag`. Resolves when it is closed:
   * not `shown` if the system refused it; `pressed` if the user clicked it, which also brings the window to the front.
   */
  notify: procedure
    .input(z.object({ tag: z.string().max(64), title: z.string().max(256), body: z.string().max(1024) }))
    .output(z.object({ shown: z.boolean(), pressed: z.boolean() })),
  /** Shows a finished download in the file manager. */
  revealFile: procedure.input(z.object({ transferId: z.string() })).output(z.void()),
  /** The app's updates: `off` where there are none (in a browser, or without a server to ask). */
  updates: procedure.output(eventIterator(appUpdate)),
  /** Asks the server for a newer version now. */
  checkForUpdates: procedure.output(z.void()),
  /** Downloads the available version; it is installed when the app quits. */
  downloadUpdate: procedure.output(z.void()),
}
