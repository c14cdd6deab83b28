import { join } from 'node:path'
import type { Page } from 'playwright'
import { frames, launchBrowser, openPage, servePage } from './lib/browser.ts'
import { type BenchLine, cost, percentile } from './lib/measure.ts'

const EMPTY_MS = 2000
const WATCHED_MS = 4000
/** The layout has settled within this many ms. */
const SETTLING_MS = 12_000

/** Options: `--peers` (500) and `--edges` (3000) of the graph. */
interface Options {
  peers?: number
  edges?: number
}

/** Drags and zooms the picture until `done`. */
async function handle(page: Page, done: Promise<unknown>): Promise<void> {
  let over = false
  void done.finally(() => (over = true))
  await page.mouse.move(200, 150)
  await page.mouse.down()
  for (let i = 0; !over; i++) {
    await page.mouse.move(200 + 60 * Math.sin(i / 7), 150 + 60 * Math.cos(i / 5))
    if (i % 12 === 11) await page.mouse.wheel(0, i % 24 === 11 ? -120 : 120)
  }
  await page.mouse.up()
}

/**
 * The trust graph in Chromium at 1280 x 800: times between frames during the layout, and while dragging and zooming,
 * against an empty page of the same browser, which renders one frame per screen refresh.
 */
export default async function* run({ peers = 500, edges = 3000 }: Options = {}): AsyncGenerator<BenchLine> {
  const server = await servePage(join(import.meta.dirname, 'graph', 'page.tsx'))
  const browser = await launchBrowser()
  try {
    const page = await openPage(browser)
    await page.goto(server.url)
    const empty = await frames(page, EMPTY_MS)
    await page.goto(`${server.url}?peers=${peers}&edges=${edges}`)
    await page.locator('canvas').first().waitFor()
    const moving = await frames(page, WATCHED_MS)
    await page.waitForTimeout(SETTLING_MS)
    const handled = frames(page, WATCHED_MS)
    await handle(page, handled)
    for (const [what, list] of [
      ['while it settles', moving],
      ['dragged and zoomed', await handled],
    ] as const) {
      const name = `graph of ${peers} peers, ${what}`
      yield cost(`${name}: median frame`, percentile(list, 0.5), percentile(empty, 0.5), 'ms')
      yield cost(`${name}: p95 frame`, percentile(list, 0.95), percentile(empty, 0.95), 'ms')
    }
  } finally {
    await browser.close()
    server.close()
  }
}
