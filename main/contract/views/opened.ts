import { z } from 'zod'
import { bytes, hex32 } from '../base.ts'
import { LINK_SCHEME, readLink } from '../link.ts'

/** How the text of an invitation to a community begins. */
export const INVITATION_PREFIX = `${LINK_SCHEME}invite/`
/** Largest file that is opened, in bytes. */
export const MAX_OPENED_BYTES = 4 * 1024 * 1024

/** What is wrong with something that was opened. */
const FAULTS = [
  'link',
  'magnet',
  'unreadable',
  'large',
  'kind',
  'invitation',
  'torrent',
  'oldTorrent',
  'manyFiles',
] as const
export type OpenedFault = (typeof FAULTS)[number]

/** What the user opened: a link, a file, or something dropped; to be confirmed before anything follows. */
export const opened = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('link'), root: hex32, name: z.string(), size: bytes }),
  z.object({ kind: z.literal('invitation'), text: z.string() }),
  z.object({
    kind: z.literal('torrent'),
    name: z.string(),
    /** Paths have '/' between parts. */
    files: z.array(z.object({ path: z.string(), size: bytes, root: hex32 })),
  }),
  z.object({ kind: z.literal('fault'), fault: z.enum(FAULTS), name: z.string() }),
])
export type Opened = z.infer<typeof opened>

/** What a link or an invitation in text form opens. */
export function openedText(text: string): Opened {
  const whole = text.trim()
  if (whole.toLowerCase().startsWith(INVITATION_PREFIX)) return { kind: 'invitation', text: whole }
  const { link, fault } = readLink(whole)
  return link ? { kind: 'link', ...link } : { kind: 'fault', fault: fault === 'magnet' ? fault : 'link', name: '' }
}
