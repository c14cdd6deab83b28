import { join } from 'node:path'
import { frames, launchBrowser, openPage, servePage } from './lib/browser.ts'
import { type BenchLine, cost, percentile } from './lib/measure.ts'

const EMPTY_MS = 2000
const WATCHED_MS = 4000
/** Where the most lines move: a whole flood, many walkers, and the live search. */
const OVERLAYS = ['flood', 'walk', 'hyoban', 'chord'] as const

/**
 * Queries of overlays of 500 nodes in Chromium at 1280 x 800, as they play: times between frames against an empty page
 * of the same browser, which renders one frame per screen refresh.
 */
export default async function* run({ nodes = 500 }: { nodes?: number } = {}): AsyncGenerator<BenchLine> {
  const server = await servePage(join(import.meta.dirname, 'drawings', 'page.tsx'))
  const browser = await launchBrowser()
  try {
    const page = await openPage(browser)
    await page.goto(server.url)
    const empty = await frames(page, EMPTY_MS)
    for (const overlay of OVERLAYS) {
      await page.goto(`${server.url}?overlay=${overlay}&nodes=${nodes}&query=3`)
      await page.getByTestId('drawing-play').click()
      const playing = await frames(page, WATCHED_MS)
      const name = `${overlay} of ${nodes} nodes, playing`
      yield cost(`${name}: median frame`, percentile(playing, 0.5), percentile(empty, 0.5), 'ms')
      yield cost(`${name}: p95 frame`, percentile(playing, 0.95), percentile(empty, 0.95), 'ms')
    }
  } finally {
    await browser.close()
    server.close()
  }
}
