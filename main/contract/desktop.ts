import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { hex32, procedure } from './base.ts'
import { MAX_OPENED_BYTES, opened } from './views/opened.ts'

/** How the system treats the app; null where this cannot be set from here. */
const integration = z.object({
  /** Starts, hidden in the tray, when the user logs in. */
  openAtLogin: z.boolean().nullable(),
  /** Opens `.torrent` files. */
  torrents: z.boolean().nullable(),
})
export type DesktopIntegration = z.infer<typeof integration>

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
    z.object({
      pickFolder: z.boolean(),
      openFile: z.boolean(),
      revealFile: z.boolean(),
      dragFile: z.boolean(),
      notify: z.boolean(),
      integrate: z.boolean(),
    }),
  ),
  /** Links (scheme `hyoban:`) and files that the user opened with Hyoban, each once, to be confirmed. */
  opened: procedure.output(eventIterator(opened)),
  /** Opens a file that was dropped on the page; `opened` says what it is. */
  openContent: procedure
    .input(z.object({ name: z.string().min(1).max(1024), base64: z.base64().max(MAX_OPENED_BYTES * 1.4) }))
    .output(z.void()),
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
  integration: procedure.output(integration),
  /** Changes what the system does with the app; returns what then holds. */
  integrate: procedure
    .input(z.object({ openAtLogin: z.boolean().optional(), torrents: z.boolean().optional() }))
    .output(integration),
  /** Shows a finished download or a shared file in the file manager. */
  revealFile: procedure
    .input(z.union([z.object({ transferId: z.string() }), z.object({ root: hex32 })]))
    .output(z.void()),
  /** Lets the mouse, which drags a finished download in the page, carry its file to other programs. */
  dragFile: procedure.input(z.object({ transferId: z.string() })).output(z.void()),
  /** The app's updates: `off` where there are none (in a browser, or without a server to ask). */
  updates: procedure.output(eventIterator(appUpdate)),
  /** Asks the server for a newer version now. */
  checkForUpdates: procedure.output(z.void()),
  /** Downloads the available version; it is installed when the app quits. */
  downloadUpdate: procedure.output(z.void()),
}
