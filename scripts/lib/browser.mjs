import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { inRoot } from './paths.mjs'
import { capture, has, run } from './run.mjs'

/** Chromium without windows: a sixth less processor time for the tests. */
const WINDOWLESS = 'chromium-headless-shell'
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge']
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  `${process.env.PROGRAMFILES ?? 'C:\\Program Files'}\\Google\\Chrome\\Application\\chrome.exe`,
  `${process.env['PROGRAMFILES(X86)'] ?? 'C:\\Program Files (x86)'}\\Microsoft\\Edge\\Application\\msedge.exe`,
]

/** Playwright's Chromium, if it was downloaded to a default location. */
function playwrightChromium() {
  const home = process.env.HOME ?? process.env.USERPROFILE ?? ''
  const caches = [
    process.env.PLAYWRIGHT_BROWSERS_PATH,
    join(home, '.cache/ms-playwright'),
    join(home, 'Library/Caches/ms-playwright'),
    join(process.env.LOCALAPPDATA ?? '', 'ms-playwright'),
  ]
  const mac = 'chrome-mac/Chromium.app/Contents/MacOS/Chromium'
  const tails = [
    'chrome-linux64/chrome',
    'chrome-linux/chrome',
    mac,
    'chrome-win64/chrome.exe',
    'chrome-win/chrome.exe',
  ]
  for (const cache of caches) {
    if (!cache || !existsSync(cache)) continue
    for (const name of readdirSync(cache)
      .filter((entry) => /^chromium-\d+$/.test(entry))
      .sort()
      .reverse()) {
      const tail = tails.find((part) => existsSync(join(cache, name, part)))
      if (tail) return join(cache, name, tail)
    }
  }
  return undefined
}

/**
 * Path of a Chromium-based browser on this machine (HYOBAN_BROWSER first), or undefined. For tests, one without windows
 * comes first; `forPeople`: it has windows.
 */
export function findBrowser({ forPeople = false } = {}) {
  const wanted = process.env.HYOBAN_BROWSER
  if (wanted && existsSync(wanted)) return wanted
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of forPeople ? NAMES : [WINDOWLESS, ...NAMES]) {
      const path = join(folder, process.platform === 'win32' ? `${name}.exe` : name)
      if (folder && existsSync(path)) return path
    }
  }
  return PLACES.find((path) => existsSync(path)) ?? playwrightChromium()
}

/**
 * Finds or installs a browser for the tests: Playwright's, or as root Debian's package. Resolves with {path} or {why}.
 */
export async function ensureBrowser(node) {
  const found = findBrowser()
  if (found) return { path: found }
  console.log('test: no Chromium or Chrome here; trying the download of Playwright ...')
  const show = (line) => /\d+0%|download/i.test(line) && console.log(`  ${line}`)
  await capture(node, [inRoot('node_modules', 'playwright', 'cli.js'), 'install', 'chromium'], {
    timeout: 180_000,
    onLine: show,
  })
  const downloaded = findBrowser()
  if (downloaded) return { path: downloaded }
  if (process.getuid?.() !== 0 || !(await has('apt-get'))) {
    return { why: 'no Chromium or Chrome is installed and it could not be downloaded' }
  }
  console.log(`test: that did not work; installing Debian's ${WINDOWLESS} ...`)
  const apt = (args) =>
    run('apt-get', args, { env: { DEBIAN_FRONTEND: 'noninteractive' }, stdio: ['ignore', 'ignore', 'inherit'] })
  await apt(['update', '-qq'])
  await apt(['install', '-y', '-qq', '--no-install-recommends', WINDOWLESS])
  const installed = findBrowser()
  return installed ? { path: installed } : { why: `apt-get could not install ${WINDOWLESS}; its messages are above` }
}
