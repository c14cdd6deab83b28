import { expect, test } from './helpers/fixtures.ts'
import { startServer, type Server } from './helpers/server.ts'
import { goTo } from './helpers/ui.ts'

test.describe('the demo community', () => {
  let demo: Server
  test.beforeEach(async ({ scratch }) => { demo = await startServer(['demo', '--peers', '8', '--data-dir', scratch, '--seed', '5']) })
  test.afterEach(async () => { expect(await demo.stop()).toBe(0) })

  test('shows results, transfers, ratings and falling trust within 15 seconds', async ({ page }) => {
    const began = Date.now()
    const left = (): number => Math.max(1, 15_000 - (Date.now() - began))
    await page.goto(demo.url)
    await expect(page.getByTestId('search-row').nth(5)).toBeVisible({ timeout: left() })
    await goTo(page, 'peers')
    await expect(page.getByTestId('peer-row')).toHaveCount(8, { timeout: left() })
    const values = (): Promise<number[]> => page.getByTestId('peer-row').getByTestId('peer-trust').evaluateAll((list) =>
      list.map((one) => one.getAttribute('data-u')).filter((u) => u).map(Number))
    // somebody is well thought of, somebody has fallen far below
    await expect.poll(async () => Math.min(...(await values())), { timeout: left() }).toBeLessThan(0.35)
    expect(Math.max(...(await values()))).toBeGreaterThan(0.6)
    await goTo(page, 'transfers')
    await expect(page.getByTestId('transfer-row').first()).toBeVisible({ timeout: left() })
    console.log(`demo: all seen after ${((Date.now() - began) / 1000).toFixed(1)} s`)
  })
})
