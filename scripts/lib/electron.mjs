import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot } from './paths.mjs'
import { capture } from './run.mjs'

/** A dead mirror hangs for ever; a slow line still gets 120 MB through in this time. */
const DOWNLOAD_LIMIT_MS = 10 * 60_000
/** Where nobody watches, less is waited for. */
const UNWATCHED_LIMIT_MS = 3 * 60_000

function defaultName() {
  if (process.platform === 'win32') return 'electron.exe'
  return process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron'
}

/** The Electron binary that is already here (ELECTRON_OVERRIDE_DIST_PATH, else the downloaded one), or undefined. */
export function findElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const pathFile = inRoot('node_modules', 'electron', 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : defaultName()
  const path = override ? join(override, name) : inRoot('node_modules', 'electron', 'dist', name)
  return existsSync(path) ? path : undefined
}

/** The one sentence in the installer's output that says what went wrong. */
export function downloadProblem(output, code) {
  if (code === 124) return 'the download did not get on'
  const telling = /error|ENOTFOUND|ECONN|EAI_AGAIN|ETIMEDOUT|404|certificate/i
  const line = output
    .split('\n')
    .map((text) => text.trim())
    .find((text) => telling.test(text))
  const short = (line ?? `the installer ended with code ${code}`)
    .replace(/https?:\/\/\S+/g, 'the download server')
    .slice(0, 160)
  return short.replace(/^\w*Error:\s*/, '')
}

/** Finds or downloads Electron: {path} or {why}. Progress goes to stderr. */
export async function ensureElectron(node) {
  const found = findElectron()
  if (found) return { path: found }
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) return { why: 'ELECTRON_OVERRIDE_DIST_PATH holds no Electron' }
  if (process.env.HYOBAN_NO_ELECTRON) return { why: 'HYOBAN_NO_ELECTRON is set' }
  console.error('hyoban: downloading Electron (about 120 MB, once) ...')
  const started = Date.now()
  const tell = () =>
    console.error(`hyoban: still downloading Electron (${Math.round((Date.now() - started) / 1000)} s) ...`)
  const tick = setInterval(tell, 5_000)
  const limit =
    Number(process.env.HYOBAN_ELECTRON_TIMEOUT_MS) || (process.stderr.isTTY ? DOWNLOAD_LIMIT_MS : UNWATCHED_LIMIT_MS)
  const { code, output } = await capture(node, [inRoot('node_modules', 'electron', 'install.js')], { timeout: limit })
  clearInterval(tick)
  const path = findElectron()
  return code === 0 && path ? { path } : { why: downloadProblem(output, code) }
}

/** What must be added to Electron's command line here: Chromium's sandbox refuses to run as root on Linux. */
export function electronFlags() {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

/** Why no window can be opened on this machine, or undefined if one can. */
export function displayProblem() {
  if (process.platform !== 'linux') return undefined
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? undefined : 'there is no display'
}
