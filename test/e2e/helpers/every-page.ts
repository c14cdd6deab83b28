import { expect, type Page } from '@playwright/test'
import { expectCleanByTier } from './axe.ts'
import { goTo, PAGES, ROW_TEXT } from './ui.ts'

/** Expects axe to find nothing on any page of the demo at `url`, with a result and a peer opened. */
export async function expectEveryPageClean(page: Page, url: string, language: string): Promise<void> {
  await page.goto(url)
  await expect(page.getByTestId('search-row').first()).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', language)
  for (const name of PAGES) {
    await goTo(page, name)
    await expect(page.getByTestId(`nav-${name}`)).toHaveAttribute('aria-current', 'page')
    if (name === 'peers' || name === 'search')
      await expect(page.getByTestId(name === 'peers' ? 'peer-row' : 'search-row').first()).toBeVisible()
    if (name === 'help') await expect(page.getByTestId('help-article')).toBeVisible()
    if (name === 'simulator') await expect(page.getByTestId('claims')).toBeVisible()
    await expectCleanByTier(page, name)
    if (name === 'search') {
      await page.getByTestId('search-row').first().click(ROW_TEXT)
      await expect(page.getByTestId('search-details')).toBeVisible()
      await expectCleanByTier(page, 'search with details')
    }
    if (name !== 'peers') continue
    await page.getByTestId('peer-row').first().click(ROW_TEXT)
    await expect(page).toHaveURL(/#\/peers\/[0-9a-f]{64}$/)
    await expect(page.getByTestId('trust-number')).toBeVisible()
    await expectCleanByTier(page, 'one peer')
    for (const view of ['graph', 'excluded', 'health']) {
      await page.goto(`${new URL(url).origin}/#/peers/${view}`)
      await expect(page.getByTestId(`view-${view}`)).toHaveAttribute('aria-current', 'page')
      await expectCleanByTier(page, view)
    }
  }
}
