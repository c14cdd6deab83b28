import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../helpers/fixtures.ts'
import { completeFirstRun } from '../helpers/first-run.ts'
import { fillCatalogue } from '../helpers/large-catalogue.ts'

const ENTRIES = 100_000
const KEYS = ['a', 'k', 'p']
/** Below the test's limit, so that the missing element is reported; `bench -- paint` measures the time. */
const PATIENCE = { timeout: 90_000 }

test.describe('search over 100,000 entries', () => {
  test.setTimeout(300_000)

  test('each letter shows matching rows, and the last of all rows can be reached', async ({ page, scratch, serve }) => {
    const data = join(scratch, 'keeper')
    await mkdir(data)
    fillCatalogue(join(data, 'hyoban.db'), ENTRIES)
    const server = await serve('keeper')
    await page.goto(server.url)
    await completeFirstRun(page, { name: 'Keeper', community: 'harbour people' })
    const total = page.getByTestId('search-total')
    await expect(total).toContainText('100,000', PATIENCE)

    const input = page.getByTestId('search-input')
    for (const key of KEYS) {
      await input.fill(key)
      // The shortest names with this initial rank first.
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
