import { expect, test } from './helpers/fixtures.ts'
import { PHONE, expectFits } from './helpers/phone/fits.ts'
import { expectEveryPageFits } from './helpers/phone/pages.ts'
import { startServer, type Server } from './helpers/server.ts'
import { goTo } from './helpers/ui.ts'

test.use({
  viewport: PHONE,
  hasTouch: true,
  isMobile: true,
  locale: 'en-GB',
  contextOptions: { reducedMotion: 'reduce' },
})

test.describe('on a phone', () => {
  test.describe.configure({ timeout: 180_000 })
  let demo: Server
  test.beforeAll(async () => {
    demo = await startServer(['demo', '--peers', '5', '--seed', '3'])
  })
  test.afterAll(async () => {
    await demo.stop()
  })

  // In Japanese and dark under `npm run test:soak`.
  test('every page fits, and everything can be hit by a thumb', ({ page }) => expectEveryPageFits(page, demo.url))

  test('by tap: search, download, look at the peer, block it', async ({ page }) => {
    await page.goto(demo.url)
    const open = page.getByTestId('search-row').filter({ has: page.getByTestId('download-button') })
    await expect(open.first()).toBeVisible()
    const name = (await open.first().locator('[title]:not(:has(svg))').first().getAttribute('title')) ?? ''
    await page.getByTestId('search-input').fill(name)
    const found = page.getByTestId('search-row').filter({ hasText: name }).first()
    await found.tap({ position: { x: 120, y: 20 } })
    const details = page.getByTestId('search-details')
    await expect(details).toContainText(name)
    await expectFits(page, 'details')
    await details.getByRole('button', { name: 'Close' }).tap()
    await expect(details).toBeHidden()
    await found.getByTestId('download-button').tap()
    await goTo(page, 'transfers')
    await expect(page.getByTestId('transfer-row').filter({ hasText: name }).first()).toBeVisible()
    await goTo(page, 'peers')
    await page
      .getByTestId('peer-row')
      .first()
      .tap({ position: { x: 120, y: 20 } })
    await expect(page.getByTestId('trust-number')).toBeVisible()
    await expectFits(page, 'a peer')
    await page.getByTestId('block-button').tap()
    await page.getByTestId('block-for-good').tap()
    await goTo(page, 'peers')
    await page.getByTestId('view-excluded').tap()
    await expect(page.getByTestId('excluded-row')).not.toHaveCount(0)
  })

  test('cards are sorted from a menu, as they have no headers', async ({ page }) => {
    await page.goto(demo.url)
    await goTo(page, 'peers')
    const names = page.getByTestId('peer-row')
    await expect(names).not.toHaveCount(0)
    await page.getByTestId('sort-menu').tap()
    await page.getByTestId('sort-name').tap()
    await expect(page.getByTestId('sort-menu')).toContainText('Peer')
    const shown = await names.evaluateAll((rows) =>
      rows.map((row) => row.querySelector('.truncate')?.textContent ?? ''),
    )
    expect(shown).toEqual([...shown].sort((a, b) => a.localeCompare(b)))
  })
})
