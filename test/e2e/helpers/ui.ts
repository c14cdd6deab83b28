import type { Page } from '@playwright/test'

/** The pages of the navigation. */
export const PAGES = [
  'search',
  'transfers',
  'library',
  'peers',
  'communities',
  'activity',
  'simulator',
  'settings',
] as const
export type PageName = (typeof PAGES)[number]

/** Goes to a page by its entry in the navigation. */
export async function goTo(page: Page, name: PageName): Promise<void> {
  await page.getByTestId(`nav-${name}`).click()
}

/** The rows of a table by the text that they hold. */
export function row(page: Page, table: string, text: string | RegExp) {
  return page.getByTestId(`${table}-row`).filter({ hasText: text })
}
