import { expect, type Page } from '@playwright/test'
import { expectCleanByTier } from '../axe.ts'
import { expectFits } from './fits.ts'
import { goTo, PAGES } from '../ui.ts'

/** Expects every page of the demo at `url`, with its views, dialogs and sheets, to fit the screen of a phone. */
export async function expectEveryPageFits(page: Page, url: string): Promise<void> {
  const look = async (what: string): Promise<void> => {
    await expectFits(page, what)
    await expectCleanByTier(page, what)
  }
  await page.goto(url)
  await expect(page.getByTestId('search-row').first()).toBeVisible()
  await page.getByTestId('nav-more').tap()
  await expect(page.getByTestId('nav-help')).toBeVisible()
  await look('more pages')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('nav-help')).toBeHidden()
  for (const name of PAGES) {
    await goTo(page, name)
    if (name === 'peers' || name === 'search')
      await expect(page.getByTestId(name === 'peers' ? 'peer-row' : 'search-row').first()).toBeVisible()
    if (name === 'help') await expect(page.getByTestId('help-article')).toBeVisible()
    if (name === 'simulator') await expect(page.getByTestId('claims')).toBeVisible()
    await look(name)
  }
  for (const [parent, views] of Object.entries({
    peers: ['graph', 'excluded', 'health'],
    transfers: ['uploads', 'history', 'statistics'],
  }))
    for (const view of views) {
      await page.goto(`${new URL(url).origin}/#/${parent}/${view}`)
      await expect(page.getByTestId(`view-${view}`)).toHaveAttribute('aria-current', 'page')
      await look(view)
    }
  await goTo(page, 'library')
  await page.getByTestId('add-folder').tap()
  await expect(page.getByTestId('share-submit')).toBeVisible()
  await look('sharing a folder')
}
