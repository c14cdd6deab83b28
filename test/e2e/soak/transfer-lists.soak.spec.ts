import type { Page } from '@playwright/test'
import { expect, test } from '../helpers/fixtures.ts'
import { longLists } from '../helpers/long-lists.ts'
import { startFakeNode, openTransfers } from '../helpers/fake-node.ts'
import { row } from '../helpers/ui.ts'

/** Scrolls the table with the mouse wheel. */
async function scroll(page: Page): Promise<void> {
  await page.getByRole('grid').hover()
  for (let i = 0; i < 40; i++) {
    await page.mouse.wheel(0, 400)
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
  }
}

test.describe('long transfer lists', () => {
  test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(240_000)

  test('render few rows and can be scrolled from end to end', async ({ page }) => {
    const node = await startFakeNode(longLists())
    await openTransfers(page, node)
    await scroll(page)
    expect(await page.getByTestId('transfer-row').count()).toBeLessThan(40)
    await page.getByTestId('transfer-row').first().focus()
    await page.keyboard.press('End')
    await expect(row(page, 'transfer', 'queued 999.bin')).toBeFocused()
    // A change of one row keeps the other 999.
    node.change((all) => all.map((one) => (one.id === 'q999' ? { ...one, state: 'paused', place: null } : one)))
    await expect(row(page, 'transfer', 'queued 999.bin').getByTestId('transfer-state')).toHaveAttribute(
      'data-state',
      'paused',
    )

    await page.getByTestId('view-history').click()
    await expect(row(page, 'history', 'ended 0.bin')).toBeVisible()
    await scroll(page)
    expect(await page.getByTestId('history-row').count()).toBeLessThan(40)
    await page.getByTestId('history-row').first().focus()
    await page.keyboard.press('End')
    await expect(row(page, 'history', 'ended 9999.bin')).toBeVisible()
    await page.keyboard.press('Home')
    await expect(row(page, 'history', 'ended 0.bin')).toBeVisible()
    await node.close()
  })
})
