import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { makeContent } from '../../../main/demo/content.ts'
import { completeFirstRun } from './first-run.ts'
import { expect, test as base } from './fixtures.ts'
import { goTo, row, setDownloadFolder } from './ui.ts'

interface TwoNodes {
  /** The page of Aiko, who shares `shared`; the test's `page` is Ben's. */
  aiko: Page
  /** Aiko's shared folder. */
  shared: string
  /** Ben's download folder. */
  fetched: string
  /** Ben's search field; the results contain Aiko's files. */
  input: Locator
}

/** Starts on the search page of Ben, who shares three files and sees three of Aiko's. */
export const test = base.extend<{ nodes: TwoNodes }>({
  nodes: async ({ page, browser, scratch, serve }, use) => {
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
    await Promise.all([aiko.goto(a.url), page.goto(b.url)])
    const community = 'harbour people'
    await Promise.all([
      completeFirstRun(aiko, { name: 'Aiko', community, folder: shared }),
      completeFirstRun(page, { name: 'Ben', community, folder: own }),
    ])
    await setDownloadFolder(page, fetched)
    await goTo(page, 'search')
    const input = page.getByTestId('search-input')
    await expect(row(page, 'search', 'Harbour letter.md')).toBeVisible()
    await use({ aiko, shared, fetched, input })
    await tab.close()
  },
})
