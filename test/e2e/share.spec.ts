import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { makeContent } from '../../main/demo/content.ts'
import { expect, test } from './helpers/fixtures.ts'
import { missing, openNode, SURFACES, type Window } from './helpers/surface.ts'
import { goTo, row } from './helpers/ui.ts'

/** Above one half, where a peer without a past stands: one good transfer counts, but proves little. */
const AFTER_ONE = /^(0\.[6-9]\d*|1)$/

/** Answers the first-run panel; an empty folder means "nothing yet". */
async function begin(page: Page, name: string, folder: string, community: string): Promise<void> {
  await page.getByTestId('first-run-name').fill(name)
  if (folder) await page.getByTestId('first-run-folder').fill(folder)
  else await page.getByTestId('first-run-skip-share').check()
  await page.getByTestId('first-run-other').check()
  await page.getByTestId('first-run-community').fill(community)
  await page.getByTestId('first-run-submit').click()
  await expect(page.getByTestId('nav-search')).toBeVisible()
}

for (const surface of SURFACES) {
  test.describe(`two people, each at a node of their own (${surface})`, () => {
    const why = missing(surface)
    if (why) console.warn(`${surface}: ${why}`)
    test.skip(why !== '', why)
    test.setTimeout(180_000)

    test('share, find, fetch and rate a file', async ({ scratch, bootstrap, browser }) => {
      const folders = {
        first: join(scratch, 'Aiko shares'),
        second: join(scratch, 'and more'),
        downloads: join(scratch, 'Ben fetched'),
      }
      for (const folder of Object.values(folders)) await mkdir(folder)
      const song = await makeContent({ type: 'sound', subject: 'koto insen', seed: 21, scale: 3, path: '' })
      const note = await makeContent({ type: 'article', subject: 'harbour ja', seed: 22, scale: 1, path: '' })
      await writeFile(join(folders.first, 'Song of the harbour.wav'), song)
      await writeFile(join(folders.second, '港の手紙.md'), note)

      const windows: Window[] = []
      const open = async (name: string): Promise<Page> => {
        const window = await openNode(surface, join(scratch, name), bootstrap, browser, { locale: 'en-GB' })
        windows.push(window)
        return window.page
      }
      try {
        const [aiko, ben] = await Promise.all([open('aiko'), open('ben')])
        await begin(aiko, 'Aiko', folders.first, 'harbour people')
        await begin(ben, 'Ben', '', 'harbour people')

        await test.step('one shares a second folder in the library', async () => {
          await goTo(aiko, 'library')
          await expect(aiko.getByTestId('folder-card')).toHaveCount(1)
          await aiko.getByTestId('add-folder').click()
          await aiko.getByTestId('share-path').fill(folders.second)
          await aiko.getByTestId('share-submit').click()
          await expect(aiko.getByTestId('folder-card')).toHaveCount(2)
          await expect(aiko.locator('[data-testid="folder-card"][data-state="ready"]')).toHaveCount(2)
        })

        await test.step('the other one says where to put downloads, and finds both files', async () => {
          await goTo(ben, 'settings')
          await ben.getByTestId('setting-download-folder').fill(folders.downloads)
          await ben.getByTestId('setting-download-folder').blur()
          await goTo(ben, 'search')
          await ben.getByTestId('search-input').fill('手紙')
          await row(ben, 'search', '港の手紙.md').click({ position: { x: 60, y: 12 } })
          await expect(ben.getByTestId('search-details')).toContainText('Aiko')
          await ben.getByTestId('search-input').fill('harbour')
          await expect(ben.getByTestId('search-row')).toHaveCount(1)
        })

        await test.step('and fetches one of them: the bytes are equal', async () => {
          await row(ben, 'search', 'Song of the harbour.wav').getByTestId('download-button').click()
          await goTo(ben, 'transfers')
          const line = row(ben, 'transfer', 'Song of the harbour.wav')
          await expect(line.getByTestId('transfer-state')).toHaveAttribute('data-state', 'done')
          await expect(line).toContainText('Aiko')
          expect(await readdir(folders.downloads)).toEqual(['Song of the harbour.wav'])
          expect(await readFile(join(folders.downloads, 'Song of the harbour.wav'))).toEqual(Buffer.from(song))
        })

        await test.step('the one who fetched sees the rating that it gave', async () => {
          await goTo(ben, 'peers')
          const peer = row(ben, 'peer', 'Aiko')
          await expect(peer.getByTestId('peer-trust')).toHaveAttribute('data-u', AFTER_ONE)
          await peer.click({ position: { x: 60, y: 12 } })
          await expect(ben.getByTestId('rating-row')).toHaveCount(1)
          await expect(ben.getByTestId('verdict')).toBeVisible()
        })

        await test.step('the one who served sees the same rating, and the upload', async () => {
          await goTo(aiko, 'peers')
          await expect(aiko.getByTestId('you-card').getByTestId('peer-trust')).toHaveAttribute('data-u', AFTER_ONE)
          await expect(row(aiko, 'peer', 'Ben')).toBeVisible()
          await goTo(aiko, 'transfers')
          await expect(row(aiko, 'transfer', 'Song of the harbour.wav')).toContainText('Ben')
        })

        await test.step('what is no longer shared is no longer found', async () => {
          await goTo(aiko, 'library')
          await aiko.getByTestId('folder-card').filter({ hasText: 'and more' }).getByTestId('folder-menu').click()
          await aiko.getByTestId('folder-unshare').click()
          await aiko.getByRole('dialog').getByRole('button', { name: 'Stop sharing' }).click()
          await expect(aiko.getByTestId('folder-card')).toHaveCount(1)
          await goTo(ben, 'search')
          await ben.getByTestId('search-input').fill('手紙')
          await expect(ben.getByTestId('search-row')).toHaveCount(0)
        })
      } finally {
        for (const window of windows) await window.close()
      }
    })
  })
}
