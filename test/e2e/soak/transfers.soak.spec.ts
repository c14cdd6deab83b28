import { randomBytes } from 'node:crypto'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expectClean } from '../helpers/axe.ts'
import { expect, test } from '../helpers/fixtures.ts'
import { completeFirstRun } from '../helpers/first-run.ts'
import { goTo, row, setDownloadFolder } from '../helpers/ui.ts'

const MIB = 2 ** 20
test.describe('transfers between two nodes', () => {
  test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(180_000)

  test('limits, details, order, preview, history, statistics, and deleting a file', async ({
    page,
    browser,
    scratch,
    serve,
  }) => {
    const [shared, fetched] = [join(scratch, 'Shelf'), join(scratch, 'Fetched')] as const
    for (const folder of [shared, fetched]) await mkdir(folder)
    await writeFile(
      join(shared, 'Long log.txt'),
      Buffer.concat([Buffer.from('The first words.\n'), Buffer.alloc(24 * MIB, 'and so on\n')]),
    )
    for (const name of ['b.bin', 'c.bin']) await writeFile(join(shared, name), randomBytes(MIB))
    const [a, b] = await Promise.all([serve('aiko'), serve('ben')])
    const tab = await browser.newContext({ locale: 'en-GB' })
    const aiko = await tab.newPage()
    await Promise.all([aiko.goto(a.url), page.goto(b.url)])
    const community = 'slow harbour'
    await completeFirstRun(aiko, { name: 'Aiko', community, folder: shared })
    await completeFirstRun(page, { name: 'Ben', community })

    await test.step('one download at a time, with a speed limit', async () => {
      await setDownloadFolder(page, fetched)
      await page.getByTestId('limit-down').fill('200')
      await page.getByTestId('limit-down').press('Enter')
      await page.getByLabel('Simultaneous downloads', { exact: true }).fill('1')
      await page.getByLabel('Simultaneous downloads', { exact: true }).press('Enter')
      await goTo(page, 'search')
      for (const name of ['Long log.txt', 'b.bin', 'c.bin']) {
        await row(page, 'search', name).getByTestId('download-button').click()
        await expect(row(page, 'search', name).getByTestId('download-button')).toHaveCount(0)
      }
      await goTo(page, 'transfers')
      await expect(page.getByTestId('limits')).toContainText('200 kB/s')
    })

    await test.step('the running one shows pieces and source; waiting ones are reordered', async () => {
      await row(page, 'transfer', 'Long log.txt').click({ position: { x: 90, y: 14 } })
      const pane = page.getByTestId('transfer-details')
      await expect(pane.getByTestId('piece-map')).toBeVisible()
      await expect(pane.getByTestId('transfer-source')).toContainText('Aiko')
      const names = page.getByTestId('transfer-row')
      await expect(names.nth(1)).toContainText('b.bin')
      await row(page, 'transfer', 'c.bin').focus()
      await page.keyboard.press('Alt+ArrowUp')
      await expect(names.nth(1)).toContainText('c.bin')
      await expectClean(page, 'transfers with details')
    })

    await test.step('preview of an unfinished file', async () => {
      const long = row(page, 'transfer', 'Long log.txt')
      await long.getByTestId('transfer-menu').click()
      await page.getByTestId('transfer-preview').click()
      await expect(page.getByTestId('preview')).toContainText('The first words.')
      await expect(page.getByTestId('preview')).toContainText('Still downloading')
      await page.keyboard.press('Escape')
      await expect(page.getByTestId('preview')).toHaveCount(0)
    })

    await test.step('pause, resume, and completion without the limit', async () => {
      const long = row(page, 'transfer', 'Long log.txt')
      await long.getByTestId('transfer-pause').click()
      await expect(long.getByTestId('transfer-state')).toHaveAttribute('data-state', 'paused')
      await long.getByTestId('transfer-resume').click()
      await goTo(page, 'settings')
      await page.getByTestId('limit-down').fill('')
      await page.getByTestId('limit-down').press('Enter')
      await goTo(page, 'transfers')
      await expect(page.locator('[data-testid="transfer-state"][data-state="done"]')).toHaveCount(3)
      expect((await readdir(fetched)).sort()).toEqual(['Long log.txt', 'b.bin', 'c.bin'])
    })

    await test.step('statistics and history', async () => {
      await page.getByTestId('view-statistics').click()
      await expect(page.getByTestId('statistics-received')).toHaveText(/^27\.[23] MB$/)
      await expectClean(page, 'statistics')
      await page.getByTestId('view-history').click()
      await expect(page.getByTestId('history-row')).toHaveCount(3)
      await page.getByLabel('Find in history').fill('LOG')
      await expect(page.getByTestId('history-row')).toHaveCount(1)
      await expectClean(page, 'history')
      await page.getByTestId('view-uploads').click()
      await expectClean(page, 'upload queue')
    })

    await test.step('removing a transfer with its file', async () => {
      await page.getByTestId('view-list').click()
      await row(page, 'transfer', 'b.bin').getByTestId('transfer-menu').click()
      await page.getByTestId('transfer-delete').click()
      await page.getByRole('dialog').getByRole('button', { name: 'Remove and delete the file' }).click()
      await expect(row(page, 'transfer', 'b.bin')).toHaveCount(0)
      expect((await readdir(fetched)).sort()).toEqual(['Long log.txt', 'c.bin'])
    })
    await tab.close()
  })
})
