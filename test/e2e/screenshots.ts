// npm run screenshots -- [--out DIR] [--no-docs]: starts a demo and takes a screenshot of every page. The small set for
// the documentation goes to docs/screenshots, the full one (sizes, languages, colour schemes) to DIR if given.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium, type Browser, type Page } from '@playwright/test'
import { startLocalNet } from '../../main/network/local-net.ts'
import { findBrowser } from '../../scripts/lib/browser.mjs'
import { ROOT, startServer, type Server } from './helpers/server.ts'
import { indexedPng } from './helpers/indexed-png.ts'
import { goTo, PAGES, ROW_TEXT } from './helpers/ui.ts'

const LANGUAGES = { en: 'en-GB', ja: 'ja-JP' } as const
const SCHEMES = ['light', 'dark'] as const
const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
  { width: 900, height: 600 },
  { width: 1920, height: 1080 },
] as const
/** Pages that docs/screenshots has in Japanese, too. */
const JAPANESE_DOCS = new Set(['search', 'peers', 'peer', 'first-run'])
/** Bytes above which a picture in docs/screenshots is reported. */
const LARGEST_DOC = 150_000

interface Variant {
  language: keyof typeof LANGUAGES
  scheme: (typeof SCHEMES)[number]
  size: (typeof SIZES)[number]
}

const { values: flags } = parseArgs({ options: { out: { type: 'string' }, 'no-docs': { type: 'boolean' } } })
const out = flags.out === undefined ? '' : resolve(flags.out)
const docs = flags['no-docs'] ? '' : join(ROOT, 'docs', 'screenshots')

async function settle(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready)
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}

async function capture(page: Page, name: string, { language, scheme, size }: Variant): Promise<void> {
  await settle(page)
  const png = indexedPng(await page.screenshot({ animations: 'disabled', caret: 'hide' }))
  if (out) await writeFile(join(out, `${name}-${size.width}x${size.height}-${language}-${scheme}.png`), png)
  if (!docs || size.width !== 1280 || (language === 'ja' && (!JAPANESE_DOCS.has(name) || scheme === 'dark'))) return
  if (png.length > LARGEST_DOC) console.error(`screenshots: ${name} has ${png.length} bytes, more than ${LARGEST_DOC}`)
  await writeFile(join(docs, `${name}${language === 'ja' ? '-ja' : ''}-${scheme}.png`), png)
}

async function open(browser: Browser, server: Server, { language, scheme, size }: Variant): Promise<Page> {
  const context = await browser.newContext({
    locale: LANGUAGES[language],
    colorScheme: scheme,
    viewport: size,
    deviceScaleFactor: 1,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.goto(server.url)
  return page
}

/** Downloads a few files through the UI, so that the pages have contents. */
async function fetchSome(page: Page, list: readonly string[]): Promise<void> {
  await goTo(page, 'search')
  await page.getByTestId('search-row').nth(5).waitFor()
  for (const words of list) {
    await page.getByTestId('search-input').fill(words)
    // The previous results stay until new ones arrive.
    await page
      .locator('[aria-busy="true"]')
      .waitFor({ timeout: 1_000 })
      .catch(() => undefined)
    await page.locator('[aria-busy="false"]').first().waitFor()
    const button = page.getByTestId('download-button').first()
    await button.click({ timeout: 4_000 }).catch(() => console.error(`screenshots: nothing to download for "${words}"`))
  }
  await page.getByTestId('search-input').fill('')
}

/** Downloads from every source of many files, which exposes the free riders. */
async function fetchFromAll(page: Page): Promise<void> {
  await goTo(page, 'search')
  await page.getByTestId('search-row').nth(5).waitFor()
  for (let i = 0; i < 40 && i < (await page.getByTestId('search-row').count()); i++) {
    await page.getByTestId('search-row').nth(i).click(ROW_TEXT)
    for (const button of await page
      .getByTestId('search-details')
      .getByRole('button', { name: /^Download .* from / })
      .all()) {
      await button.click({ timeout: 1000 }).catch(() => undefined)
    }
  }
}

/** Takes a screenshot of every page of the demo in one variant. */
async function tour(page: Page, variant: Variant): Promise<void> {
  for (const name of PAGES) {
    await goTo(page, name)
    if (['search', 'transfers', 'peers'].includes(name))
      await page
        .getByTestId(`${name.replace(/(?<=[^c])s$/, '')}-row`)
        .nth(1)
        .waitFor()
    if (name === 'simulator') {
      await page.getByTestId('replications').or(page.getByTestId('open-settings')).first().waitFor()
      await page.getByTestId('claims').waitFor()
      if ((await page.getByTestId('run-bar').getAttribute('data-phase')) !== 'done')
        await page.getByTestId('run').click()
      await page.locator('[data-testid="run-bar"][data-phase="done"]').waitFor({ timeout: 120_000 })
    }
    await page.mouse.move(0, 0)
    await capture(page, name, variant)
    if (name === 'search') {
      await page.getByTestId('search-row').first().click(ROW_TEXT)
      await page.getByTestId('search-details').waitFor()
      await capture(page, 'search-details', variant)
    }
    if (name === 'peers') {
      for (const view of ['excluded', 'graph']) {
        await page.getByTestId(`view-${view}`).click()
        await page
          .getByTestId(view === 'graph' ? 'graph-counts' : 'excluded-row')
          .first()
          .waitFor()
        await capture(page, view, variant)
      }
      await page.getByTestId('view-table').click()
      // An excluded peer, whose page has the most to show.
      await page
        .getByTestId('peer-row')
        .filter({ has: page.locator('[data-decision="bad"]') })
        .first()
        .click(ROW_TEXT)
      await page.getByTestId('peer-page').waitFor()
      await page.getByTestId('rating-row').first().waitFor()
      await capture(page, 'peer', variant)
    }
  }
}

const variants = SIZES.flatMap((size) =>
  (['en', 'ja'] as const).flatMap((language) => SCHEMES.map((scheme): Variant => ({ language, scheme, size }))),
).filter((variant) => out || variant.size.width === 1280)
for (const folder of [out, docs]) if (folder) await mkdir(folder, { recursive: true })
const scratch = await mkdtemp(join(tmpdir(), 'hyoban-'))
const executablePath = findBrowser()
const browser = await chromium.launch({
  ...(executablePath && { executablePath }),
  args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
})
const net = await startLocalNet(4)
const fresh = await startServer([
  'serve',
  '--data-dir',
  join(scratch, 'fresh'),
  '--name',
  'Aiko',
  '--bootstrap',
  net.bootstrap.join(','),
])
const demo = await startServer(['demo', '--peers', '8', '--seed', '7', '--data-dir', join(scratch, 'demo')])
try {
  for (const variant of variants) {
    const page = await open(browser, fresh, variant)
    await page.getByTestId('first-run').waitFor()
    await capture(page, 'first-run', variant)
    await page.context().close()
  }
  const first = await open(browser, demo, variants[0] as Variant)
  await fetchSome(first, ['harbour', 'weather', 'sea', 'reputation', 'bells'])
  console.error('screenshots: waiting for trust to fall ...')
  await fetchFromAll(first)
  await goTo(first, 'peers')
  // The free riders, the false evaluator and the traitor.
  await first.locator('[data-testid="peer-decision"][data-decision="bad"]').nth(2).waitFor({ timeout: 180_000 })
  await fetchSome(first, ['theme', '評判', 'perseids', 'sessions', 'passengers'])
  await first.context().close()
  for (const variant of variants) {
    const page = await open(browser, demo, variant)
    await tour(page, variant)
    await page.context().close()
    console.error(`screenshots: ${variant.size.width}x${variant.size.height} ${variant.language} ${variant.scheme}`)
  }
} finally {
  await browser.close()
  await Promise.all([demo.stop(), fresh.stop()])
  await net.close()
  await rm(scratch, { recursive: true, force: true, maxRetries: 5 })
}
