import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from './helpers/fixtures.ts'
import { fillCatalogue } from './helpers/large-catalogue.ts'

const ENTRIES = 100_000
const KEYS = ['a', 'k', 'p']
/**
 * What never comes is told before the whole test runs out of time; how soon it comes is measured by `bench -- paint`.
 */
const PATIENCE = { timeout: 90_000 }

test.describe('search over 100,000 entries', () => {
  test.setTimeout(300_000)

  test('each key shows rows that hold it, and the list can be followed to its end', async ({
    page,
    scratch,
    serve,
  }) => {
    const data = join(scratch, 'keeper')
    await mkdir(data)
    fillCatalogue(join(data, 'hyoban.db'), ENTRIES)
    const server = await serve('keeper')
    await page.goto(server.url)
    await page.getByTestId('first-run-name').fill('Keeper')
    await page.getByTestId('first-run-skip-share').check()
    await page.getByTestId('first-run-other').check()
    await page.getByTestId('first-run-community').fill('harbour people')
    await page.getByTestId('first-run-submit').click()
    const total = page.getByTestId('search-total')
    await expect(total).toContainText('100,000', PATIENCE)

    const input = page.getByTestId('search-input')
    for (const key of KEYS) {
      await input.fill(key)
      // the shortest names that begin with the letter come first
      await expect(page.getByTestId('search-row').first()).toContainText(new RegExp(`^\\s*${key}`, 'i'), PATIENCE)
      await expect(total).not.toContainText('100,000')
    }

    await input.fill('')
    await expect(total).toContainText('100,000', PATIENCE)
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0, PATIENCE)
    await page.getByTestId('search-row').first().focus()
    await page.keyboard.press('End')
    await expect(page.locator(`[aria-rowindex="${ENTRIES + 1}"]`)).toContainText('flac')
  })
})
