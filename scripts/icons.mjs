// Renders build/icon.svg with Chromium to build/icon.png (installers) and renderer/public/icon.png (window, tray).
// Run after changing the drawing: node scripts/icons.mjs
import { readFileSync } from 'node:fs'
import { chromium } from 'playwright'
import { findBrowser } from './lib/browser.mjs'
import { inRoot } from './lib/paths.mjs'

const svg = readFileSync(inRoot('build', 'icon.svg'), 'utf8')
const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox', '--disable-gpu'] })
for (const [size, path] of [
  [1024, inRoot('build', 'icon.png')],
  [128, inRoot('renderer', 'public', 'icon.png')],
]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`)
  await page.screenshot({ path, omitBackground: true })
  await page.close()
}
await browser.close()
