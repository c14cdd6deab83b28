import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot } from './paths.mjs'
import { capture } from './run.mjs'

/** Enough for 120 MB on a slow line; a dead mirror would hang forever. */
const DOWNLOAD_LIMIT_MS = 10 * 60_000
/** Shorter limit for unattended runs. */
const UNWATCHED_LIMIT_MS = 3 * 60_000

function defaultName() {
  if (process.platform === 'win32') return 'electron.exe'
  return process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron'
}

/** An existing Electron binary (ELECTRON_OVERRIDE_DIST_PATH, or the downloaded one), or undefined. */
export function findElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const pathFile = inRoot('node_modules', 'electron', 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : defaultName()
  const path = override ? join(override, name) : inRoot('node_modules', 'electron', 'dist', name)
  return existsSync(path) ? path : undefined
}

/** Extracts the cause of a failure from the installer's output, as one sentence. */
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

/** Finds or downloads Electron; resolves with {path} or {why}. Progress goes to stderr. */
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

/** Additional Electron flags for this machine: Chromium's sandbox refuses to run as root on Linux. */
export function electronFlags() {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

/** Why this machine cannot open a window; undefined if it can. */
export function displayProblem() {
  if (process.platform !== 'linux') return undefined
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY
    ? undefined
    : 'there is no display (DISPLAY and WAYLAND_DISPLAY are not set)'
}
