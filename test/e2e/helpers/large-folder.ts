import { mkdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { expectClean } from './axe.ts'
import { completeFirstRun } from './first-run.ts'
import { goTo } from './ui.ts'

/** Shares a folder of 2,002 files from the new node at `url`: list, rules, verification, and hashing of more. */
export async function shareLargeFolder(page: Page, url: string, folder: string): Promise<void> {
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
  await page.goto(url)
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
    // a sparse file: seconds to hash on any machine, and no room on the disk
    const large = join(folder, 'aa one more.bin')
    await writeFile(large, '')
    await truncate(large, 3 * 1024 ** 3)
    await page.getByTestId('hashing-pause').click()
    await expect(page.getByTestId('hashing-progress')).toHaveAttribute('data-paused', 'true')
    await expectClean(page, 'paused')
    await page.getByTestId('hashing-pause').click()
    await expect(card).toHaveAttribute('data-state', 'ready', { timeout: 60_000 })
    await expect(page.getByTestId('hashing-progress')).toBeHidden()
  })
}
