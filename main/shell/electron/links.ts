import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LINK_SCHEME } from '../../contract/link.ts'

/** What the system asks the app to open. */
export type OpenRequest = { type: 'openLink'; link: string } | { type: 'openFile'; path: string }

/** Names of files that open with Hyoban; a folder called `.hyoban` is none. */
const FILES = /[^/\\]\.(hyoban|hyoban-invite|torrent)$/i

/** The first Hyoban link among command-line arguments, valid or not, or null. Windows and Linux pass links this way. */
export function linkIn(args: readonly string[]): string | null {
  return args.find((arg) => arg.slice(0, LINK_SCHEME.length).toLowerCase() === LINK_SCHEME) ?? null
}

function pathIn(arg: string, folder: string): string | undefined {
  if (arg.startsWith('-') || !FILES.test(arg)) return undefined
  if (!/^file:/i.test(arg)) return resolve(folder, arg)
  try {
    return fileURLToPath(arg)
  } catch {
    // a file on another machine
    return undefined
  }
}

/**
 * The link or else the first file among command-line arguments, or null. Linux passes files as paths or `file:` URLs;
 * relative paths start at `folder`.
 */
export function requestIn(args: readonly string[], folder: string): OpenRequest | null {
  const link = linkIn(args)
  if (link !== null) return { type: 'openLink', link }
  const path = args.map((arg) => pathIn(arg, folder)).find((one) => one !== undefined)
  return path === undefined ? null : { type: 'openFile', path }
}
