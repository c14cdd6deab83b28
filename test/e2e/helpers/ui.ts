import type { Page } from '@playwright/test'

/** The pages in the navigation. */
export const PAGES = [
  'search',
  'transfers',
  'library',
  'peers',
  'communities',
  'activity',
  'simulator',
  'settings',
  'help',
] as const
export type PageName = (typeof PAGES)[number]

/** A point in a row where there is text and no control. */
export const ROW_TEXT = { position: { x: 60, y: 12 } }

/** Opens a page through the navigation; on a phone, some pages are behind "More". */
export async function goTo(page: Page, name: PageName): Promise<void> {
  // in the bar of a phone, too
  await page.getByTestId('nav-search').waitFor()
  const link = page.getByTestId(`nav-${name}`)
  const more = page.getByTestId('nav-more')
  if (!(await link.isVisible()) && (await more.isVisible())) await more.click()
  await link.click()
}

/** Sets the download folder on the Settings page. */
export async function setDownloadFolder(page: Page, folder: string): Promise<void> {
  await goTo(page, 'settings')
  await page.getByTestId('setting-download-folder').fill(folder)
  await page.getByTestId('setting-download-folder').blur()
}

/** Rows of a table that contain `text`. */
export function row(page: Page, table: string, text: string | RegExp) {
  return page.getByTestId(`${table}-row`).filter({ hasText: text })
}
