import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expectClean } from './helpers/axe.ts'
import { expect, test } from './helpers/fixtures.ts'
import { openPeer, ratePeer } from './helpers/peer-page.ts'
import { goTo, row, setDownloadFolder } from './helpers/ui.ts'

test.describe('events while the page is in front', () => {
  test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(240_000)

  test('are shown with an action, counted until looked at, and listed since the last look', async ({
    page,
    scratch,
    serve,
  }) => {
    const [shelf, fetched] = [join(scratch, 'Shelf'), join(scratch, 'Fetched')] as const
    for (const folder of [shelf, fetched]) await mkdir(folder)
    await writeFile(join(shelf, 'harbour.txt'), 'boats')
    const [aiko] = await Promise.all([
      serve('aiko', ['--name', 'Aiko', '--community', 'told']),
      serve('ben', ['--name', 'Ben', '--community', 'told', '--share', shelf]),
    ])
    await page.addInitScript(() => (document.hasFocus = () => true))
    await page.goto(aiko.url)
    await setDownloadFolder(page, fetched)
    await goTo(page, 'search')
    await row(page, 'search', 'harbour.txt').getByTestId('download-button').click()
    const toast = page.getByRole('alert').filter({ hasText: 'Download finished' })
    await expect(toast).toContainText('harbour.txt')
    await expect(page.getByTestId('unseen-transfers')).toHaveText('1')
    await expectClean(page, 'a toast and a badge')
    await toast.getByTestId('toast-action').click()
    await expect(row(page, 'transfer', 'harbour.txt')).toBeVisible()
    await expect(page.getByTestId('unseen-transfers')).toHaveCount(0)
    await expect(toast).toHaveCount(0)

    await openPeer(page, 'Ben')
    for (let n = 0; n < 5; n++) await ratePeer(page, 'Bad')
    await expect(page.getByRole('alert').filter({ hasText: 'Show excluded peers' })).toContainText('Ben')
    await expect(page.getByTestId('unseen-peers')).toHaveText('1')
    await goTo(page, 'activity')
    const since = page.getByTestId('since')
    await expect(since).toContainText('Since you last looked')
    await expect(since.getByRole('link')).toHaveText([/Ben is excluded/, /Downloaded harbour\.txt from Ben/])
    await expectClean(page, 'activity since the last look')
    await page.getByTestId('view-excluded').or(page.getByTestId('nav-peers')).first().click()
    await page.getByTestId('view-excluded').click()
    await expect(page.getByTestId('unseen-peers')).toHaveCount(0)
    await goTo(page, 'activity')
    await expect(page.getByTestId('activity-row').first()).toBeVisible()
    await expect(since).toHaveCount(0)
  })
})
