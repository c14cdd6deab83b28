import { expect, test } from '../helpers/fixtures.ts'
import { startServer, type Server } from '../helpers/server.ts'
import { goTo } from '../helpers/ui.ts'

/** Below the test's limit, so that the missing element is reported; `bench -- demo` measures the time. */
const PATIENCE = { timeout: 120_000 }

test.describe('the demo community', () => {
  let demo: Server
  test.beforeEach(async ({ scratch }) => {
    demo = await startServer(['demo', '--peers', '8', '--data-dir', scratch, '--seed', '5'])
  })
  test.afterEach(async () => {
    expect(await demo.stop()).toBe(0)
  })

  test('shows results, transfers, ratings and falling trust', async ({ page }) => {
    test.setTimeout(300_000)
    await page.goto(demo.url)
    await expect(page.getByTestId('search-row').nth(5)).toBeVisible(PATIENCE)
    await goTo(page, 'peers')
    await expect(page.getByTestId('peer-row').nth(6)).toBeVisible(PATIENCE)
    const values = (): Promise<number[]> =>
      page
        .getByTestId('peer-row')
        .getByTestId('peer-trust')
        .evaluateAll((list) =>
          list
            .map((one) => one.getAttribute('data-u'))
            .filter((u) => u)
            .map(Number),
        )
    await expect.poll(async () => Math.min(...(await values())), PATIENCE).toBeLessThan(0.35)
    await expect.poll(async () => Math.max(...(await values())), PATIENCE).toBeGreaterThan(0.6)
    await goTo(page, 'activity')
    await expect(page.getByTestId('activity-row').filter({ hasText: 'was rated by' }).first()).toBeVisible(PATIENCE)
    await goTo(page, 'transfers')
    await expect(page.getByTestId('transfer-row').first()).toBeVisible(PATIENCE)
  })
})
