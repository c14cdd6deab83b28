import { expect, type Page } from '@playwright/test'
import { openTransfers, type FakeNode } from './fake-node.ts'
import { row } from './ui.ts'

/**
 * Opens the list with its details, a menu and a dialog, then every other view, and expects that nothing extends beyond
 * the window; `check` is called with the name of each.
 */
export async function expectEveryState(
  page: Page,
  node: FakeNode,
  viewport: { width: number; height: number },
  check: (page: Page, what: string) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await page.setViewportSize(viewport)
  await openTransfers(page, node)
  const within = async (): Promise<void> =>
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  await check(page, 'the list')
  await row(page, 'transfer', 'queued.bin').click({ position: { x: 90, y: 14 } })
  await expect(page.getByTestId('transfer-source')).toHaveCount(2)
  await check(page, 'the list with details')
  await within()
  await row(page, 'transfer', 'two.bin').getByTestId('transfer-menu').click()
  await check(page, 'a menu')
  await page.getByTestId('transfer-remove').click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await check(page, 'confirmation of a removal')
  await page.keyboard.press('Escape')
  for (const view of ['uploads', 'history', 'statistics'] as const) {
    await page.getByTestId(`view-${view}`).click()
    await expect(page.getByText('Loading')).toHaveCount(0)
    await check(page, view)
    await within()
    // No cell extends beyond the window.
    const over = await page.evaluate(
      () =>
        [...document.querySelectorAll('[role="gridcell"]')].filter(
          (cell) => cell.getBoundingClientRect().right > window.innerWidth,
        ).length,
    )
    expect(over, view).toBe(0)
  }
}
