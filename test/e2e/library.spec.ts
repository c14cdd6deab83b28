import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expectClean } from './helpers/axe.ts'
import { expect, test } from './helpers/fixtures.ts'
import { completeFirstRun } from './helpers/first-run.ts'
import { goTo } from './helpers/ui.ts'

for (const locale of ['en-GB', 'ja-JP'] as const) {
  test.describe(`the library (${locale})`, () => {
    test.use({ locale, colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
    test.setTimeout(180_000)

    test('a large folder: hashing pauses and resumes, the list scrolls to its end, rules, verification', async ({
      page,
      scratch,
      serve,
    }) => {
      const folder = join(scratch, 'A large shelf')
      for (let d = 0; d < 20; d++) {
        await mkdir(join(folder, `box ${String(d).padStart(2, '0')}`), { recursive: true })
        await Promise.all(
          Array.from({ length: 100 }, (_, i) =>
            writeFile(
              join(folder, `box ${String(d).padStart(2, '0')}`, `note ${String(i).padStart(2, '0')}.txt`),
              `${d} ${i}`,
            ),
          ),
        )
      }
      await writeFile(join(folder, 'scratch.tmp'), 'of no use')
      await writeFile(join(folder, 'zz film.mkv'), Buffer.alloc(60 * 1024 * 1024, 7))
      const server = await serve('keeper')
      await page.goto(server.url)
      await completeFirstRun(page, { name: 'Keeper', community: 'book lovers' })
      await goTo(page, 'library')
      await page.getByTestId('add-folder').first().click()
      await page.getByTestId('share-path').fill(folder)
      await page.getByTestId('share-submit').click()
      const card = page.getByTestId('folder-card')
      await expect(card).toHaveAttribute('data-state', 'ready')

      await test.step('only visible pages are fetched, and the last row can be reached', async () => {
        await expect(page.getByTestId('file-row').first()).toContainText('note 00.txt')
        await page.getByTestId('file-row').first().focus()
        await page.keyboard.press('End')
        await expect(page.getByTestId('file-row').filter({ hasText: 'zz film.mkv' })).toBeVisible()
        await page.getByTestId('library-filter').fill('box 07/note 1')
        await expect(page.getByTestId('file-row')).toHaveCount(10)
        await page.getByTestId('library-filter').fill('')
        await expectClean(page, 'library')
      })

      await test.step('visibility and exclusions', async () => {
        await page.getByTestId('folder-menu').click()
        await page.getByTestId('folder-rules').click()
        await page.getByTestId('visibility-community').check()
        await page.getByTestId('visibility-which').click()
        await page.getByRole('option', { name: 'book lovers' }).click()
        await page.getByTestId('patterns').fill('*.tmp')
        await expectClean(page, 'rules of a folder')
        await page.getByTestId('rules-save').click()
        await expect(page.getByTestId('patterns')).toBeHidden()
        await expect(page.getByTestId('folder-skipped')).toContainText('1')
        await page.getByTestId('library-filter').fill('scratch.tmp')
        await expect(page.getByTestId('file-row')).toHaveCount(0)
        await page.getByTestId('library-filter').fill('')
      })

      await test.step('verification', async () => {
        await page.getByTestId('folder-menu').click()
        await page.getByTestId('folder-verify').click()
        await expect(page.getByTestId('verify-progress')).toHaveAttribute('data-state', 'done')
        await expectClean(page, 'verified')
      })

      await test.step('hashing of new files is paused and resumed', async () => {
        await writeFile(join(folder, 'aa one more.bin'), Buffer.alloc(300 * 1024 * 1024, 9))
        await page.getByTestId('hashing-pause').click()
        await expect(page.getByTestId('hashing-progress')).toHaveAttribute('data-paused', 'true')
        await expectClean(page, 'paused')
        await page.getByTestId('hashing-pause').click()
        await expect(card).toHaveAttribute('data-state', 'ready')
        await expect(page.getByTestId('hashing-progress')).toBeHidden()
      })
    })
  })
}
