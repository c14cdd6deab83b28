import { extname } from 'node:path'
import { APP_ORIGIN } from './app-protocol.ts'

/** Files that run when they are opened: a download must never be started by a click in this app. */
const PROGRAMS = new Set(
  (
    '.exe .msi .msix .appx .bat .cmd .com .scr .pif .cpl .ps1 .psm1 .vbs .vbe .js .jse .wsf .wsh ' +
    '.hta .reg .lnk .url .jar .inf .dll .sys ' +
    '.gadget .application .iso .img .vhd .vhdx .app .dmg .pkg .command .tool .workflow .action ' +
    '.terminal .scpt .webloc .fileloc .inetloc ' +
    '.sh .bash .zsh .csh .fish .run .bin .out .desktop .appimage .deb .rpm .flatpak .flatpakref ' +
    '.snap .py .pyw .pl .rb .php .so .elf .apk'
  ).split(' '),
)

/** True if opening the file shows it instead of running it. A file without an extension is taken for a program. */
export function safeToOpen(path: string): boolean {
  const extension = extname(path.trim())
    .toLowerCase()
    .replace(/[. ]+$/, '')
  return extension.length > 1 && !PROGRAMS.has(extension)
}

/** True for an address that may be handed to the user's browser. */
export function mayOpenOutside(url: string): boolean {
  try {
    const { protocol, username, password } = new URL(url)
    return protocol === 'https:' && username === '' && password === ''
  } catch {
    return false
  }
}

/** True for a page of our own UI. */
export function isAppPage(url: string): boolean {
  return url === APP_ORIGIN || url.startsWith(`${APP_ORIGIN}/`)
}

/** True for a file that a page of ours has made itself (an export, an invitation): the system asks where to save it. */
export function mayDownload(url: string): boolean {
  return url.startsWith(`blob:${APP_ORIGIN}/`)
}

/** The only permission that the UI has: to put text that the user copies on the clipboard. */
export function permissionAllowed(permission: string, url: string): boolean {
  return permission === 'clipboard-sanitized-write' && isAppPage(url)
}
