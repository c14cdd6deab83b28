import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { bytes, hex32, procedure } from './base.ts'

/** What only a desktop can do; a browser's `capabilities` are all false, and it offers its own way. */
export const desktopContract = {
  capabilities: procedure.output(
    z.object({ pickFolder: z.boolean(), openFile: z.boolean(), revealFile: z.boolean(), notify: z.boolean() }),
  ),
  /**
   * Hyoban links that the user opened outside (scheme `hyoban:`), each once: to be confirmed before anything is
   * fetched. Null: what was opened is no link.
   */
  links: procedure.output(
    eventIterator(z.object({ link: z.object({ root: hex32, name: z.string(), size: bytes }).nullable() })),
  ),
  /** The system's folder dialog; null when the user cancels. */
  pickFolder: procedure.output(z.object({ path: z.string().nullable() })),
  /** Opens a finished download with its usual program. */
  openFile: procedure.input(z.object({ transferId: z.string() })).output(z.void()),
  /**
   * A notification of the system; the newest with a `tag` takes the place of the one before. Resolves when it is gone:
   * `pressed` if the user pressed it, which has brought the window to the front.
   */
  notify: procedure
    .input(z.object({ tag: z.string().max(64), title: z.string().max(256), body: z.string().max(1024) }))
    .output(z.object({ pressed: z.boolean() })),
  /** Shows a finished download in the file manager. */
  revealFile: procedure.input(z.object({ transferId: z.string() })).output(z.void()),
}
