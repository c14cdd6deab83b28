import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { findBrowser } from './browser.mjs'
import { displayProblem } from './electron.mjs'
import { inRoot } from './paths.mjs'
import { has } from './run.mjs'

/** The page that leads on is removed after this many ms, by when any browser has started. */
const PAGE_MS = 60_000

const escapeHtml = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/**
 * Writes a page that leads to `url`, readable by this user only, and returns its path. On Linux it lies below the
 * project, since sandboxed browsers (Snap) do not see the folder for temporary files; elsewhere that folder is private.
 */
function writeRedirect(url) {
  const parent = process.platform === 'linux' ? inRoot('node_modules', '.cache') : tmpdir()
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'hyoban-open-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  setTimeout(remove, PAGE_MS).unref()
  process.once('exit', remove)
  const path = join(folder, 'hyoban.html')
  const link = escapeHtml(url)
  const text =
    '<!doctype html><meta charset="utf-8"><title>Hyoban</title><meta name="referrer" content="no-referrer">' +
    `<meta http-equiv="refresh" content="0;url=${link}"><a href="${link}">Hyoban</a>\n`
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' })
  return path
}

/**
 * Opens `url` in the user's browser; returns false without a display. The URL holds the token, and every user of the
 * machine can read command lines: the browser is given the path of a private page that leads to it instead.
 */
export async function openBrowser(url) {
  if (displayProblem()) return false
  const openers = { darwin: 'open', win32: 'explorer' }
  const command = openers[process.platform] ?? 'xdg-open'
  const program = process.platform !== 'linux' || (await has(command)) ? command : findBrowser({ forPeople: true })
  if (!program) return false
  const page = writeRedirect(url)
  // a browser that is started directly takes a URL, as does every opener but Windows'
  const target = process.platform === 'win32' ? page : pathToFileURL(page).href
  const child = spawn(program, [target], { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
  return true
}
