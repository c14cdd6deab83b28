import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expectClean } from '../helpers/axe.ts'
import { expect } from '../helpers/fixtures.ts'
import { test } from '../helpers/two-nodes.ts'
import { goTo, row, ROW_TEXT } from '../helpers/ui.ts'

test.describe('search results between two nodes', () => {
  test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(240_000)

  test('previews, folders, multiple downloads, past downloads, and watched queries', async ({ page, nodes }) => {
    const { shared, fetched, input } = nodes

    await test.step('own files have previews and thumbnails', async () => {
      await row(page, 'search', 'My picture.png').click(ROW_TEXT)
      await expect(page.getByTestId('search-details').locator('img')).toBeVisible()
      for (const [name, what] of [
        ['My words.txt', 'pre'],
        ['My picture.png', 'img'],
        ['My sound.wav', 'audio'],
      ] as const) {
        await row(page, 'search', name).click(ROW_TEXT)
        await page.getByTestId('hit-preview').click()
        await expect(page.getByTestId('preview').locator(what)).toBeVisible()
        await page.keyboard.press('Escape')
        await expect(page.getByTestId('preview')).toBeHidden()
      }
    })

    await test.step('a part of a folder is downloaded with its structure', async () => {
      await row(page, 'search', 'Harbour letter.md').click(ROW_TEXT)
      await page
        .getByTestId('search-details')
        .getByRole('link', { name: /folder/i })
        .first()
        .click()
      await expect(row(page, 'browse', 'Lighthouse diary.txt')).toBeVisible()
      await expectClean(page, 'a folder of a peer')
      await page.getByRole('link', { name: 'All shares' }).click()
      await page.getByTestId('folder-download').click()
      await expect(page.getByTestId('picker-row').first()).toBeVisible()
      await expectClean(page, 'folder picker')
      await page.getByTestId('picker-row').filter({ hasText: 'Harbour letter.md' }).getByRole('checkbox').click()
      await page.getByTestId('picker-download').click()
      await expect
        .poll(async () => (await readdir(fetched, { recursive: true })).map((one) => one.split('/').at(-1)), {
          timeout: 30_000,
        })
        .toContain('Lighthouse diary.txt')
    })

    await test.step('a multiple selection is downloaded at once', async () => {
      await goTo(page, 'search')
      await input.fill('harbour')
      await page.getByTestId('pick').first().click()
      await page
        .getByTestId('pick')
        .last()
        .click({ modifiers: ['Shift'] })
      await expectClean(page, 'multiple selection')
      await page.getByTestId('picks-download').click()
      await expect
        .poll(async () => (await readdir(fetched)).includes('Harbour letter.md'), { timeout: 30_000 })
        .toBe(true)
    })

    await test.step('a downloaded file has a preview and stays marked after its transfer is removed', async () => {
      const letter = row(page, 'search', 'Harbour letter.md')
      await expect(letter).toContainText('Fetched')
      await letter.click(ROW_TEXT)
      await page.getByTestId('hit-preview').click()
      await expect(page.getByTestId('preview').locator('pre')).toContainText('A letter.')
      await page.keyboard.press('Escape')
      await expect(page.getByTestId('preview')).toBeHidden()
      await goTo(page, 'transfers')
      await row(page, 'transfer', 'Harbour letter.md').getByTestId('transfer-menu').click()
      await page.getByTestId('transfer-remove').click()
      await expect(row(page, 'transfer', 'Harbour letter.md')).toBeHidden()
      await goTo(page, 'search')
      await expect(letter.getByRole('img', { name: 'Downloaded before' })).toBeVisible()
      await expect(row(page, 'search', 'Harbour song.wav').getByRole('img', { name: 'Downloaded before' })).toBeHidden()
    })

    await test.step('a watched query finds files shared later', async () => {
      await goTo(page, 'search')
      await input.fill('cormorant')
      await expect(page.getByTestId('search-total')).toContainText('0')
      await page.getByTestId('keep-search').click()
      await page.getByTestId('save-wish').click()
      await writeFile(join(shared, 'notes', 'Cormorant sketch.txt'), 'Black wings.')
      await page.getByRole('link', { name: 'Saved' }).click()
      await expect(page.getByTestId('saved-search')).toContainText('1', { timeout: 40_000 })
      await page.getByTestId('saved-search').getByRole('button').first().click()
      await expect(page.getByTestId('saved-search')).toContainText('Cormorant sketch.txt')
      await expectClean(page, 'a watched query with a result')
    })
  })
})
