import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { makeContent } from '../../main/demo/content.ts'
import { expect, test } from './helpers/fixtures.ts'
import { completeFirstRun } from './helpers/first-run.ts'
import { missing, openNode, SURFACES, type Window } from './helpers/surface.ts'
import { goTo, row, ROW_TEXT, setDownloadFolder } from './helpers/ui.ts'

/** Trust after one good transfer: above 0.5, the value without any evidence. */
const AFTER_ONE = /^(0\.[6-9]\d*|1)$/

for (const surface of SURFACES) {
  test.describe(`two nodes (${surface})`, () => {
    const why = missing(surface)
    if (why) console.warn(`${surface}: ${why}`)
    test.skip(why !== '', why)
    test.setTimeout(180_000)

    test('share, find, download and rate a file', async ({ scratch, bootstrap, browser }) => {
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
        await completeFirstRun(aiko, { name: 'Aiko', community: 'harbour people', folder: folders.first })
        await completeFirstRun(ben, { name: 'Ben', community: 'harbour people' })

        await test.step('the provider shares a second folder', async () => {
          await goTo(aiko, 'library')
          await expect(aiko.getByTestId('folder-card')).toHaveCount(1)
          await aiko.getByTestId('add-folder').click()
          await aiko.getByTestId('share-path').fill(folders.second)
          await aiko.getByTestId('share-submit').click()
          await expect(aiko.getByTestId('folder-card')).toHaveCount(2)
          await expect(aiko.locator('[data-testid="folder-card"][data-state="ready"]')).toHaveCount(2)
        })

        await test.step('the requester sets its download folder and finds both files', async () => {
          await setDownloadFolder(ben, folders.downloads)
          await goTo(ben, 'search')
          await ben.getByTestId('search-input').fill('手紙')
          await row(ben, 'search', '港の手紙.md').click(ROW_TEXT)
          await expect(ben.getByTestId('search-details')).toContainText('Aiko')
          await ben.getByTestId('search-input').fill('harbour')
          await expect(ben.getByTestId('search-row')).toHaveCount(1)
        })

        await test.step('a download has the same bytes', async () => {
          await row(ben, 'search', 'Song of the harbour.wav').getByTestId('download-button').click()
          await goTo(ben, 'transfers')
          const line = row(ben, 'transfer', 'Song of the harbour.wav')
          await expect(line.getByTestId('transfer-state')).toHaveAttribute('data-state', 'done')
          await expect(line).toContainText('Aiko')
          expect(await readdir(folders.downloads)).toEqual(['Song of the harbour.wav'])
          expect(await readFile(join(folders.downloads, 'Song of the harbour.wav'))).toEqual(Buffer.from(song))
        })

        await test.step('the requester sees its rating of the provider', async () => {
          await goTo(ben, 'peers')
          const peer = row(ben, 'peer', 'Aiko')
          await expect(peer.getByTestId('peer-trust')).toHaveAttribute('data-u', AFTER_ONE)
          await peer.click(ROW_TEXT)
          await expect(ben.getByTestId('rating-row')).toHaveCount(1)
          await expect(ben.getByTestId('verdict')).toBeVisible()
        })

        await test.step('the provider sees the same rating, and the upload', async () => {
          await goTo(aiko, 'peers')
          await expect(aiko.getByTestId('you-card').getByTestId('peer-trust')).toHaveAttribute('data-u', AFTER_ONE)
          await expect(row(aiko, 'peer', 'Ben')).toBeVisible()
          await goTo(aiko, 'transfers')
          await aiko.getByRole('button', { name: 'Expand Finished uploads' }).click()
          await expect(row(aiko, 'transfer', 'Song of the harbour.wav')).toContainText('Ben')
        })

        await test.step('files no longer shared are no longer found', async () => {
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
