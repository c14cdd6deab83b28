import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expectClean } from './helpers/axe.ts'
import { expect, test } from './helpers/fixtures.ts'
import { goTo, row } from './helpers/ui.ts'

test.describe('sharing a folder', () => {
  test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(180_000)

  test('asks for whom and what is left out, and counts it, before anything is published', async ({
    page,
    scratch,
    serve,
  }) => {
    const shelf = join(scratch, 'Shelf')
    await mkdir(shelf)
    for (const name of ['one.txt', 'two.txt', 'three.tmp', '.hidden']) await writeFile(join(shelf, name), name)
    const aiko = await serve('aiko', ['--name', 'Aiko', '--community', 'askfirst'])
    await page.goto(aiko.url)
    await goTo(page, 'library')
    await page.getByTestId('add-folder').click()
    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText('Nothing is published before you press Share.')
    await dialog.getByTestId('share-path').fill(shelf)
    await expect(dialog.getByTestId('share-count')).toHaveText('3 files, 23 B, would be shared.')
    await expect(dialog.getByTestId('share-left-out')).toHaveText('1 left out: hidden (1).')
    await dialog.getByTestId('patterns').fill('*.tmp')
    await expect(dialog.getByTestId('share-count')).toHaveText('2 files, 14 B, would be shared.')
    await expect(dialog.getByTestId('share-left-out')).toContainText('matches a pattern (1)')
    await expect(page.getByTestId('folder-card')).toHaveCount(0)
    await dialog.getByTestId('visibility-community').click()
    await expect(dialog.getByTestId('share-submit')).toBeDisabled()
    await dialog.getByTestId('visibility-nobody').click()
    await expectClean(page, 'the dialog that shares a folder')
    await dialog.getByTestId('share-submit').click()
    await expect(page.locator('[data-testid="folder-card"][data-state="ready"]')).toContainText('Shelf')
    await expect(page.getByTestId('folder-card')).toContainText('nobody', { ignoreCase: true })
    await expect(row(page, 'file', 'one.txt').or(page.getByText('one.txt')).first()).toBeVisible()
    await expect(page.getByText('three.tmp')).toHaveCount(0)
  })
})
