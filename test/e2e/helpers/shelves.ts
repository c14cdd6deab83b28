import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { makeContent } from '../../../main/demo/content.ts'
import { expect, test as base } from './fixtures.ts'
import { goTo, row } from './ui.ts'

interface Shelves {
  /** The page of the peer that shares `shared`; the test's own page is Ben's. */
  aiko: Page
  /** What Aiko shares. */
  shared: string
  /** Where Ben's downloads go. */
  fetched: string
  /** Ben's search box, with Aiko's files in the rows below. */
  input: Locator
}

/** Answers the first-run panel: a name, what to share, and the community that all join. */
export async function begin(page: Page, url: string, name: string, folder: string): Promise<void> {
  await page.goto(url)
  await page.getByTestId('first-run-name').fill(name)
  await page.getByTestId('first-run-folder').fill(folder)
  await page.getByTestId('first-run-other').check()
  await page.getByTestId('first-run-community').fill('harbour people')
  await page.getByTestId('first-run-submit').click()
  await expect(page.getByTestId('nav-search')).toBeVisible()
}

/** A test on the search page of Ben, who shares three files and sees three of Aiko's. */
export const test = base.extend<{ shelves: Shelves }>({
  shelves: async ({ page, browser, scratch, serve }, use) => {
    const [shared, own, fetched] = [join(scratch, 'Shelf'), join(scratch, 'Mine'), join(scratch, 'Fetched')] as const
    for (const folder of [join(shared, 'music', 'live'), join(shared, 'notes'), own, fetched])
      await mkdir(folder, { recursive: true })
    const sound = await makeContent({ type: 'sound', subject: 'koto insen', seed: 3, scale: 1, path: '' })
    const picture = await makeContent({ type: 'image', subject: 'mountains', seed: 4, scale: 1, path: '' })
    await writeFile(join(shared, 'music', 'live', 'Harbour song.wav'), sound)
    await writeFile(join(shared, 'notes', 'Harbour letter.md'), '# Harbour\n\nA letter.')
    await writeFile(join(shared, 'notes', 'Lighthouse diary.txt'), 'Fog again.')
    await writeFile(join(own, 'My words.txt'), 'Words of my own.')
    await writeFile(join(own, 'My picture.png'), picture)
    await writeFile(
      join(own, 'My sound.wav'),
      await makeContent({ type: 'sound', subject: 'bells insen', seed: 9, scale: 1, path: '' }),
    )
    const [a, b] = await Promise.all([serve('aiko'), serve('ben')])
    const tab = await browser.newContext({ locale: 'en-GB' })
    const aiko = await tab.newPage()
    await Promise.all([begin(aiko, a.url, 'Aiko', shared), begin(page, b.url, 'Ben', own)])
    await goTo(page, 'settings')
    await page.getByTestId('setting-download-folder').fill(fetched)
    await page.getByTestId('setting-download-folder').blur()
    await goTo(page, 'search')
    const input = page.getByTestId('search-input')
    await expect(row(page, 'search', 'Harbour letter.md')).toBeVisible()
    await use({ aiko, shared, fetched, input })
    await tab.close()
  },
})
