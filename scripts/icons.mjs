// Renders build/icon.svg with Chromium to build/icon.png (installers), build/icons (what Linux desktops look for)
// and renderer/public/icon.png (window, tray), and build/tray.svg to the template images that macOS colours itself.
// Run after changing the drawing: node scripts/icons.mjs
import { mkdirSync, readFileSync } from 'node:fs'
import { chromium } from 'playwright'
import { findBrowser } from './lib/browser.mjs'
import { inRoot } from './lib/paths.mjs'

/** Sizes of the hicolor theme; desktops do not find an icon of any other. */
const SIZES = [16, 32, 48, 64, 128, 256, 512]

mkdirSync(inRoot('build', 'icons'), { recursive: true })
const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox', '--disable-gpu'] })
for (const [drawing, size, path] of [
  ['icon.svg', 1024, inRoot('build', 'icon.png')],
  ...SIZES.map((size) => ['icon.svg', size, inRoot('build', 'icons', `${size}x${size}.png`)]),
  ['icon.svg', 128, inRoot('renderer', 'public', 'icon.png')],
  ['tray.svg', 18, inRoot('renderer', 'public', 'trayTemplate.png')],
  ['tray.svg', 36, inRoot('renderer', 'public', 'trayTemplate@2x.png')],
]) {
  const svg = readFileSync(inRoot('build', drawing), 'utf8')
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`)
  await page.screenshot({ path, omitBackground: true })
  await page.close()
}
await browser.close()
