import { extname } from 'node:path'
import { APP_ORIGIN } from './app-protocol.ts'

/** Extensions of files that run when opened; a click in this app must never run a download. */
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

/** Whether opening the file displays rather than runs it. A file without an extension counts as a program. */
export function safeToOpen(path: string): boolean {
  const extension = extname(path.trim())
    .toLowerCase()
    .replace(/[. ]+$/, '')
  return extension.length > 1 && !PROGRAMS.has(extension)
}

/** Whether a URL may be opened in the user's browser. */
export function mayOpenOutside(url: string): boolean {
  try {
    const { protocol, username, password } = new URL(url)
    return protocol === 'https:' && username === '' && password === ''
  } catch {
    return false
  }
}

/** Whether a URL belongs to our own UI. */
export function isAppPage(url: string): boolean {
  return url === APP_ORIGIN || url.startsWith(`${APP_ORIGIN}/`)
}

/** Whether a page generated the file itself (an export, an invitation); the system asks where to save it. */
export function mayDownload(url: string): boolean {
  return url.startsWith(`blob:${APP_ORIGIN}/`)
}

/** The UI's only permission is writing copied text to the clipboard. */
export function permissionAllowed(permission: string, url: string): boolean {
  return permission === 'clipboard-sanitized-write' && isAppPage(url)
}
