import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expectCleanByTier } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { startServer, type Server } from './server.ts'
import { goTo } from './ui.ts'

// No network: nothing listens on the only bootstrap port.
const OFFLINE = ['--community', 'lab', '--name', 'Aiko', '--host-only', '--bootstrap', '127.0.0.1:1']

/** Runs an offline node for the tests of a `describe`; returns a function that opens its simulator in a page. */
export function offlineSimulator(): (page: Page) => Promise<void> {
  let folder: string
  let server: Server
  test.beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hyoban-simulator-'))
    server = await startServer(['serve', '--data-dir', join(folder, 'node'), ...OFFLINE])
  })
  test.afterAll(async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  })
  return async (page) => {
    await page.goto(server.url)
    await goTo(page, 'simulator')
    await expect(page.getByTestId('run')).toBeVisible()
  }
}

export const phase = (page: Page, wanted: string) =>
  expect(page.getByTestId('run-bar')).toHaveAttribute('data-phase', wanted, { timeout: 60_000 })
export const points = async (page: Page): Promise<number> =>
  Number(await page.getByTestId('figure').first().getAttribute('data-points'))

export async function replications(page: Page, count: number): Promise<void> {
  await page.getByTestId('replications').fill(String(count))
  await page.getByTestId('replications').blur()
}

export async function runWhole(page: Page, count = 2): Promise<void> {
  await replications(page, count)
  await page.getByTestId('run').click()
  await phase(page, 'done')
}

export const tab = (page: Page, index: number): Promise<void> =>
  page.getByTestId('simulator-tabs').locator('label').nth(index).click()

/** What the page reports as an error from now on. */
export function errorsOf(page: Page): string[] {
  const errors: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(String(error)))
  return errors
}

/** Goes through the states of an open simulator: empty, results with all settings, sweep, watching, saved. */
export async function expectEveryStateClean(page: Page): Promise<void> {
  await expectCleanByTier(page, 'empty')
  for (const group of ['society', 'turnover', 'kinds', 'trust', 'benefit'])
    await page.getByTestId(`group-${group}`).click()
  await runWhole(page)
  await expectCleanByTier(page, 'with results and all settings')
  await page.getByTestId('save-experiment').click()
  await page.getByTestId('save-submit').click()
  await expect(page.getByTestId('save-name')).toBeHidden()
  await page.getByTestId('preset-sweep').click()
  await expectCleanByTier(page, 'sweep')
  await tab(page, 1)
  await page.getByTestId('preset-fig5').click()
  await page.getByTestId('watch-step-100').click()
  await page.getByTestId('pick-peer').fill('5')
  await expect(page.getByTestId('peer-card')).toBeVisible()
  await expectCleanByTier(page, 'watching')
  await tab(page, 2)
  await expect(page.getByTestId('saved-row').first()).toBeVisible()
  await expectCleanByTier(page, 'saved')
  await expect(page.locator('main')).not.toContainText(/simulator:[a-z]/)
}
