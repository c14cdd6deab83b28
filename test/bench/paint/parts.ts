import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { fillCatalogue } from '../../e2e/helpers/large-catalogue.ts'
import { longLists } from '../../e2e/helpers/long-lists.ts'
import { type Server, startServer } from '../../e2e/helpers/server.ts'
import { startFakeNode } from '../../e2e/helpers/fake-node.ts'
import { goTo, ROW_TEXT } from '../../e2e/helpers/ui.ts'
import { openPage } from '../lib/browser.ts'
import { type BenchLine, cost, median, percentile } from '../lib/measure.ts'
import { eventToPaint, scrollFrames } from './events.ts'
import type { Yardstick } from './yardstick.ts'

const KEYS = ['a', 'k', 'p', 'f', 'j', 'o', 'd', 'm', 'g']
const CLICKS = 5

/** Environment of a part of the benchmark. */
export interface Environment {
  browser: Browser
  yardstick: Yardstick
  /** A temporary folder. */
  dir: string
}

type Part = AsyncGenerator<BenchLine, void, void>

/** Starts an offline node. */
function serveAlone(dir: string): Promise<Server> {
  const identity = ['--community', 'bench', '--name', 'Bench']
  return startServer(['serve', '--data-dir', dir, ...identity, '--host-only', '--bootstrap', '127.0.0.1:1'])
}

/** Runs `work` with a page opened at `url`. */
async function* onPage(browser: Browser, url: string, work: (page: Page) => Part): Part {
  const page = await openPage(browser)
  try {
    await page.goto(url)
    yield* work(page)
  } finally {
    await page.close()
  }
}

/** Search over a large catalogue: key to painted rows, and frames while scrolling. */
export async function* searchPart({ browser, yardstick, dir }: Environment, entries: number): Part {
  const data = join(dir, 'keeper')
  await mkdir(data)
  fillCatalogue(join(data, 'hyoban.db'), entries)
  const server = await serveAlone(data)
  try {
    yield* onPage(browser, server.url, async function* (page) {
      const input = page.getByTestId('search-input')
      const rows = { event: 'keydown', selector: '[data-testid="search-row"]', attribute: 'data-key' } as const
      const settled = async (): Promise<void> => {
        await input.fill('')
        await page.locator('[data-testid="search-total"]', { hasText: entries.toLocaleString('en-GB') }).waitFor()
        await page.locator('[aria-busy="true"]').waitFor({ state: 'detached' })
      }
      const [ours, reference]: [number[], number[]] = [[], []]
      for (const key of KEYS) {
        reference.push(await yardstick.key(key))
        await page.bringToFront()
        await settled()
        await input.focus()
        ours.push(await eventToPaint(page, rows, () => page.keyboard.press(key)))
      }
      yield cost(`paint, key to rows of ${entries} entries`, median(ours), median(reference), 'ms')
      await settled()
      yield* scrolling(page, yardstick, 'search-row', `${entries} results`)
    })
  } finally {
    await server.stop()
  }
}

/** Long lists of transfers: frames while scrolling. */
export async function* transfersPart({ browser, yardstick }: Environment): Part {
  const node = await startFakeNode(longLists())
  try {
    yield* onPage(browser, node.url, async function* (page) {
      await goTo(page, 'transfers')
      yield* scrolling(page, yardstick, 'transfer-row', '1000 downloads')
      await page.getByTestId('view-history').click()
      yield* scrolling(page, yardstick, 'history-row', '10000 ended transfers')
    })
  } finally {
    await node.close()
  }
}

async function* scrolling(page: Page, yardstick: Yardstick, row: string, what: string): Part {
  const reference = await yardstick.scroll()
  await page.bringToFront()
  await page.getByTestId(row).first().waitFor()
  const ours = await scrollFrames(page, `[data-testid="${row}"]`)
  yield cost(`paint, scrolling ${what}: median frame`, median(ours), median(reference), 'ms')
  yield cost(`paint, scrolling ${what}: p95 frame`, percentile(ours, 0.95), percentile(reference, 0.95), 'ms')
}

/** Rating a peer: click to the new trust value on the screen. */
export async function* ratingPart({ browser, yardstick, dir }: Environment): Part {
  const server = await startServer(['demo', '--peers', '8', '--seed', '7', '--data-dir', join(dir, 'demo')])
  try {
    yield* onPage(browser, server.url, async function* (page) {
      await goTo(page, 'peers')
      const good = page.getByTestId('peer-row').filter({ has: page.locator('[data-decision="good"]') })
      await good.first().click(ROW_TEXT)
      const number = { event: 'click', selector: '[data-testid="trust-number"]' } as const
      const [ours, reference]: [number[], number[]] = [[], []]
      for (let i = 0; i < CLICKS; i++) {
        reference.push(await yardstick.click())
        await page.bringToFront()
        await page.getByTestId('rate-button').click()
        await page
          .getByText(i % 2 === 0 ? 'Bad' : 'Good', { exact: true })
          .last()
          .click()
        const submit = page.getByTestId('rate-submit')
        ours.push(await eventToPaint(page, number, () => submit.click()))
        await submit.waitFor({ state: 'detached' })
      }
      yield cost('paint, rating to another trust value', median(ours), median(reference), 'ms')
    })
  } finally {
    await server.stop()
  }
}

/** A simulation: Cancel to its end on the screen. */
export async function* cancelPart({ browser, yardstick, dir }: Environment): Part {
  const server = await serveAlone(join(dir, 'simulator'))
  try {
    yield* onPage(browser, server.url, async function* (page) {
      await goTo(page, 'simulator')
      const bar = page.getByTestId('run-bar')
      const ended = {
        event: 'click',
        selector: '[data-testid="run-bar"]',
        attribute: 'data-phase',
        wanted: 'cancelled',
      } as const
      await page.getByTestId('replications').fill('400')
      await page.getByTestId('replications').blur()
      const [ours, reference]: [number[], number[]] = [[], []]
      for (let i = 0; i < CLICKS; i++) {
        reference.push(await yardstick.click())
        await page.bringToFront()
        await page.getByTestId('run').click()
        await page.locator('[data-testid="run-bar"][data-phase="running"]').waitFor()
        ours.push(await eventToPaint(page, ended, () => page.getByTestId('cancel-run').click()))
        await bar.waitFor()
      }
      yield cost('paint, Cancel to the end of a simulation', median(ours), median(reference), 'ms')
    })
  } finally {
    await server.stop()
  }
}
