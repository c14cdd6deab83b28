import { extname } from 'node:path'
import { APP_ORIGIN } from './app-protocol.ts'

/**
 * Extensions of files that the usual programs only show, listen to or print. Everything else may run when opened, load
 * from the network, or be unpacked: programs, scripts and installers; links and settings; archives and disk images; web
 * pages and drawings (scripts); office documents (macros, remote templates); tables of text (formulas); playlists and
 * Windows Media (links).
 */
const SHOWN = new Set(
  (
    '.jpg .jpeg .jpe .png .gif .webp .avif .bmp .tif .tiff .heic .heif ' +
    '.mp3 .flac .ogg .oga .opus .m4a .m4b .aac .wav .wave .aif .aiff .ape .wv .mka .spx .mpc ' +
    '.mp4 .m4v .mov .mkv .webm .3gp .avi .ogv .ogm .mpg .mpeg ' +
    '.pdf .txt .text .md .markdown .srt .vtt .nfo .log'
  ).split(' '),
)

/** Whether opening the file only shows it. A click in this app must never run what was downloaded. */
export function safeToOpen(path: string): boolean {
  return SHOWN.has(extname(path).toLowerCase())
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

/** What the UI needs: writing copied text to the clipboard, and full screen for videos. */
const PERMISSIONS = new Set(['clipboard-sanitized-write', 'fullscreen'])

/** Whether a page may do what `permission` names. */
export function permissionAllowed(permission: string, url: string): boolean {
  return PERMISSIONS.has(permission) && isAppPage(url)
}
