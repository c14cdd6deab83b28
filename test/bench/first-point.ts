import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '../e2e/helpers/server.ts'
import { launchBrowser, openPage } from './lib/browser.ts'
import { type BenchLine, limit, median } from './lib/measure.ts'

/** Limit in ms: what users perceive as immediate. */
const LIMIT_MS = 300

/**
 * Time from pressing Run on the Simulator page to the first point on its chart, in Chromium against a real node,
 * measured by marks that the page sets. Yields the first press after opening the page and the median of the following
 * ones. `--rounds` is the number of presses (default 8).
 */
export default async function* run({ rounds = 8 }: { rounds?: number } = {}): AsyncGenerator<BenchLine> {
  const folder = await mkdtemp(join(tmpdir(), 'hyoban-first-point-'))
  const server = await startServer([
    'serve',
    '--data-dir',
    folder,
    '--community',
    'bench',
    '--name',
    'Bench',
    '--host-only',
    '--bootstrap',
    '127.0.0.1:1',
  ])
  const browser = await launchBrowser()
  try {
    const page = await openPage(browser)
    await page.goto(server.url)
    await page.getByTestId('nav-simulator').click()
    await page.getByTestId('run').waitFor()
    // A user first sees the button.
    await page.waitForTimeout(1500)
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      await page.getByTestId('run').click()
      const marks = await page.waitForFunction(() => {
        const last = (name: string): number | undefined => performance.getEntriesByName(name).at(-1)?.startTime
        const [pressed, drawn] = [last('simulator:run'), last('simulator:first-point')]
        return pressed !== undefined && drawn !== undefined && drawn > pressed ? drawn - pressed : false
      })
      times.push((await marks.jsonValue()) as number)
      await page
        .getByTestId('cancel-run')
        .click({ timeout: 2000 })
        .catch(() => undefined)
      await page.getByTestId('run').waitFor()
      // The threads of the cancelled run are being replaced; a user takes longer than that.
      await page.waitForTimeout(1000)
    }
    yield limit('first point, first press', times[0] as number, LIMIT_MS, 'ms')
    yield limit('first point, median of the following', median(times.slice(1)), LIMIT_MS, 'ms')
  } finally {
    await browser.close()
    await server.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}
