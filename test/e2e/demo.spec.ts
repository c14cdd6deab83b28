import { contention } from './helpers/contention.ts'
import { expect, test } from './helpers/fixtures.ts'
import { startServer, type Server } from './helpers/server.ts'
import { goTo } from './helpers/ui.ts'

test.describe('the demo community', () => {
  let demo: Server
  let busy = 1
  test.beforeEach(async ({ scratch }) => {
    busy = contention()
    demo = await startServer(['demo', '--peers', '8', '--data-dir', scratch, '--seed', '5'])
  })
  test.afterEach(async () => {
    expect(await demo.stop()).toBe(0)
  })

  test('shows results, transfers, ratings and falling trust within 15 seconds', async ({ page }) => {
    test.setTimeout(300_000)
    const limit = 15_000 * busy
    const began = Date.now()
    const left = (): { timeout: number } => ({ timeout: Math.max(1, limit - (Date.now() - began)) })
    await page.goto(demo.url)
    await expect(page.getByTestId('search-row').nth(5)).toBeVisible(left())
    await goTo(page, 'peers')
    await expect(page.getByTestId('peer-row').nth(6)).toBeVisible(left())
    // somebody is well thought of, somebody has fallen far below, and there is more than one rater
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
    await expect.poll(async () => Math.min(...(await values())), left()).toBeLessThan(0.35)
    await expect.poll(async () => Math.max(...(await values())), left()).toBeGreaterThan(0.6)
    await goTo(page, 'activity')
    await expect(page.getByTestId('activity-row').filter({ hasText: 'was rated by' }).first()).toBeVisible(left())
    await goTo(page, 'transfers')
    await expect(page.getByTestId('transfer-row').first()).toBeVisible(left())
    console.log(
      `demo: all seen ${((Date.now() - began) / 1000).toFixed(1)} s after opening the page (machine shared by a factor of ${busy.toFixed(1)})`,
    )
  })
})
