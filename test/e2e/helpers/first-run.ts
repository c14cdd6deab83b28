import { expect, type Page } from '@playwright/test'

interface Answers {
  name: string
  community: string
  /** Shared folder; nothing is shared without one. */
  folder?: string
}

/** Fills in the first-run page that `page` shows and waits for the app. */
export async function completeFirstRun(page: Page, { name, community, folder }: Answers): Promise<void> {
  await page.getByTestId('first-run-name').fill(name)
  if (folder === undefined) await page.getByTestId('first-run-skip-share').check()
  else await page.getByTestId('first-run-folder').fill(folder)
  await page.getByTestId('first-run-other').check()
  await page.getByTestId('first-run-community').fill(community)
  await page.getByTestId('first-run-submit').click()
  await expect(page.getByTestId('nav-search')).toBeVisible()
}
