import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { type Server, startServer } from '../e2e/helpers/server.ts'
import { goTo } from '../e2e/helpers/ui.ts'
import { launchBrowser, openPage } from './lib/browser.ts'
import { type BenchLine, limit, median, seconds } from './lib/measure.ts'

const START_LIMIT_S = 20
const SEEN_LIMIT_S = 15

/** Options: `--peers` of the demo (8), `--rounds` (3). */
interface Options {
  peers?: number
  rounds?: number
}

/** Visits the pages in the order of the README: results, peers with high and low trust, ratings, transfers. */
async function seeAll(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.getByTestId('search-row').nth(5).waitFor()
  await goTo(page, 'peers')
  await page.getByTestId('peer-row').nth(6).waitFor()
  await page.waitForFunction(() => {
    const trust = Array.from(document.querySelectorAll('[data-testid="peer-row"] [data-testid="peer-trust"]'))
    const values = trust.flatMap((one) => (one.getAttribute('data-u') ? [Number(one.getAttribute('data-u'))] : []))
    return Math.min(...values) < 0.35 && Math.max(...values) > 0.6
  })
  await goTo(page, 'activity')
  await page.getByTestId('activity-row').filter({ hasText: 'was rated by' }).first().waitFor()
  await goTo(page, 'transfers')
  await page.getByTestId('transfer-row').first().waitFor()
}

/**
 * The demo community in Chromium: time from the command to its first line, and from opening the page until results,
 * ratings, falling trust and transfers have appeared. Medians, against their limits. Needs the built app (`npm run
 * build`).
 */
export default async function* run({ peers = 8, rounds = 3 }: Options = {}): AsyncGenerator<BenchLine> {
  const dir = await mkdtemp(join(tmpdir(), 'hyoban-bench-demo-'))
  const browser = await launchBrowser()
  const [starting, seeing]: [number[], number[]] = [[], []]
  try {
    for (let round = 0; round < rounds; round++) {
      const flags = ['--peers', String(peers), '--seed', String(5 + round), '--data-dir', join(dir, String(round))]
      let demo: Server | undefined
      starting.push(await seconds(async () => (demo = await startServer(['demo', ...flags]))))
      const page = await openPage(browser)
      seeing.push(await seconds(() => seeAll(page, demo?.url ?? '')))
      await page.close()
      await demo?.stop()
    }
    yield limit(`demo of ${peers}, until it is started`, median(starting), START_LIMIT_S, 's')
    yield limit(`demo of ${peers}, until all is seen`, median(seeing), SEEN_LIMIT_S, 's')
  } finally {
    await browser.close()
    await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}
