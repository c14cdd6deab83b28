import { expect, type Page } from '@playwright/test'
import { goTo, row, ROW_TEXT } from './ui.ts'

/** Opens the page of a peer by name; waits until the peer is known. */
export async function openPeer(page: Page, name: string): Promise<void> {
  await goTo(page, 'peers')
  await row(page, 'peer', name).click(ROW_TEXT)
  await expect(page.getByTestId('peer-page').locator('h2').first()).toHaveText(name)
}

/** Rates the peer whose page is open. */
export async function ratePeer(page: Page, score: 'Good' | 'Bad', comment = ''): Promise<void> {
  await page.getByTestId('rate-button').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(score, { exact: true }).click()
  if (comment) await dialog.getByTestId('rate-comment').fill(comment)
  await dialog.getByTestId('rate-submit').click()
  await expect(dialog).toHaveCount(0)
}
