import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expectClean } from './helpers/axe.ts'
import { expect, test } from './helpers/fixtures.ts'
import { goTo } from './helpers/ui.ts'

/** For looking at by hand: pictures go to this folder, if it is set. */
const PICTURES = process.env['HYOBAN_PICTURES'] ?? ''
const SIZES = [
  { width: 1280, height: 800 },
  { width: 900, height: 600 },
] as const

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
      const shoot = async (name: string): Promise<void> => {
        if (!PICTURES) return
        for (const size of SIZES) {
          await page.setViewportSize(size)
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme })
            await page.screenshot({
              path: join(PICTURES, `${name}-${size.width}-${locale.slice(0, 2)}-${colorScheme}.png`),
              animations: 'disabled',
            })
          }
        }
        await page.setViewportSize(SIZES[0])
      }
      const server = await serve('keeper')
      await page.goto(server.url)
      await page.getByTestId('first-run-name').fill('Keeper')
      await page.getByTestId('first-run-skip-share').check()
      await page.getByTestId('first-run-other').check()
      await page.getByTestId('first-run-community').fill('book lovers')
      await page.getByTestId('first-run-submit').click()
      await goTo(page, 'library')
      await page.getByTestId('add-folder').first().click()
      await page.getByTestId('share-path').fill(folder)
      await page.getByTestId('share-submit').click()
      const card = page.getByTestId('folder-card')
      await expect(card).toHaveAttribute('data-state', 'ready')

      await test.step('only the pages in view are fetched, and the last row can be reached', async () => {
        await expect(page.getByTestId('file-row').first()).toContainText('note 00.txt')
        await page.getByTestId('file-row').first().focus()
        await page.keyboard.press('End')
        await expect(page.getByTestId('file-row').filter({ hasText: 'zz film.mkv' })).toBeVisible()
        await page.getByTestId('library-filter').fill('box 07/note 1')
        await expect(page.getByTestId('file-row')).toHaveCount(10)
        await page.getByTestId('library-filter').fill('')
        await expectClean(page, 'library')
        await shoot('library')
      })

      await test.step('visibility and exclusions', async () => {
        await page.getByTestId('folder-menu').click()
        await page.getByTestId('folder-rules').click()
        await page.getByTestId('visibility-community').check()
        await page.getByTestId('visibility-which').click()
        await page.getByRole('option', { name: 'book lovers' }).click()
        await page.getByTestId('patterns').fill('*.tmp')
        await expectClean(page, 'rules of a folder')
        await shoot('rules')
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
        await shoot('verified')
      })

      await test.step('new files wait in a pause', async () => {
        await writeFile(join(folder, 'aa one more.bin'), Buffer.alloc(300 * 1024 * 1024, 9))
        await page.getByTestId('hashing-pause').click()
        await expect(page.getByTestId('hashing-progress')).toHaveAttribute('data-paused', 'true')
        await expectClean(page, 'paused')
        await shoot('paused')
        await page.getByTestId('hashing-pause').click()
        await expect(card).toHaveAttribute('data-state', 'ready')
        await expect(page.getByTestId('hashing-progress')).toBeHidden()
      })
    })
  })
}
