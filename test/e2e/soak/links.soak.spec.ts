import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { parseLink } from '../../../main/contract/link.ts'
import { expectClean } from '../helpers/axe.ts'
import { expect, test } from '../helpers/fixtures.ts'
import { completeFirstRun } from '../helpers/first-run.ts'
import { goTo, row, setDownloadFolder } from '../helpers/ui.ts'

const MIB = 2 ** 20

const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText())

/** Clicks an entry of the open menu that saves a file. */
async function saveFile(page: Page, entry: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(entry).click()])
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}

test.describe('links, magnets and torrents', () => {
  test.use({
    colorScheme: 'light',
    contextOptions: { reducedMotion: 'reduce' },
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  test.setTimeout(240_000)

  test('files and folders are shared from the library and from transfers', async ({
    page,
    browser,
    scratch,
    serve,
  }) => {
    const [shared, fetched] = [join(scratch, '写真'), join(scratch, 'Fetched')] as const
    await mkdir(join(shared, '京都'), { recursive: true })
    await mkdir(fetched)
    await writeFile(join(shared, '京都', '紅葉.bin'), randomBytes(2 * MIB + 5))
    await writeFile(join(shared, 'notes.txt'), 'a few words')
    const [a, b] = await Promise.all([serve('aiko'), serve('ben')])
    await page.goto(a.url)
    await completeFirstRun(page, { name: 'Aiko', community: 'link harbour', folder: shared })
    let link = ''
    let infohash = ''

    await test.step('a shared file: Hyoban link, magnet link, torrent', async () => {
      await goTo(page, 'library')
      const leaves = row(page, 'file', '紅葉.bin')
      await leaves.getByTestId('file-menu').click()
      await page.getByTestId('copy-link').click()
      await expect(page.getByText('Hyoban link copied')).toBeVisible()
      link = await clipboard(page)
      expect(parseLink(link)).toMatchObject({ name: '紅葉.bin', size: 2 * MIB + 5 })
      await leaves.getByTestId('file-menu').click()
      await page.getByTestId('copy-magnet').click()
      await expect(page.getByText('Magnet link copied')).toBeVisible()
      const magnet = await clipboard(page)
      expect(magnet).toMatch(/^magnet:\?xt=urn:btmh:1220[0-9a-f]{64}&dn=/)
      infohash = magnet.slice(24, 88)
      await leaves.getByTestId('file-menu').click()
      const { name, bytes } = await saveFile(page, 'export-torrent')
      expect(name).toBe('紅葉.bin.torrent')
      expect(bytes.includes('12:meta versioni2e')).toBe(true)
      expect(bytes.includes('12:piece layers')).toBe(true)
      await expect(page.getByText('紅葉.bin.torrent is ready to save')).toBeVisible()
    })

    await test.step('a shared folder: a torrent of its tree; Hyoban links are for single files', async () => {
      await page.getByTestId('folder-menu').click()
      await expect(page.getByTestId('copy-magnet')).toBeVisible()
      await expect(page.getByTestId('copy-link')).toHaveCount(0)
      const { name, bytes } = await saveFile(page, 'export-torrent')
      expect(name).toBe('写真.torrent')
      for (const part of ['京都', '紅葉.bin', 'notes.txt']) expect(bytes.includes(part)).toBe(true)
    })

    await test.step('another node confirms the link, downloads, and exports the same torrent', async () => {
      const tab = await browser.newContext({
        locale: 'en-GB',
        permissions: ['clipboard-read', 'clipboard-write'],
        reducedMotion: 'reduce',
        colorScheme: 'light',
      })
      const ben = await tab.newPage()
      await ben.goto(b.url)
      await completeFirstRun(ben, { name: 'Ben', community: 'link harbour' })
      await setDownloadFolder(ben, fetched)
      await goTo(ben, 'search')
      await expect(row(ben, 'search', '紅葉.bin')).toBeVisible()
      // As a browser opens a Hyoban link: in the address of the web shell.
      await ben.goto(`${new URL(b.url).origin}/?link=${encodeURIComponent(link)}`)
      const dialog = ben.getByTestId('link-dialog')
      await expect(dialog).toContainText('紅葉.bin')
      await expectClean(ben, 'link dialog')
      expect(new URL(ben.url()).search).toBe('')
      await ben.getByRole('dialog').getByRole('button', { name: 'Download' }).click()
      const line = row(ben, 'transfer', '紅葉.bin')
      await expect(line.getByTestId('transfer-state')).toHaveAttribute('data-state', 'done')
      await line.getByTestId('transfer-menu').click()
      await ben.getByTestId('copy-magnet').click()
      await expect.poll(() => clipboard(ben)).toContain(`urn:btmh:1220${infohash}`)
      await line.getByTestId('transfer-menu').click()
      const { name, bytes } = await saveFile(ben, 'export-torrent')
      expect(name).toBe('紅葉.bin.torrent')
      expect(bytes.includes('12:piece layers')).toBe(true)
      await tab.close()
    })

    await test.step('an invalid link is reported', async () => {
      await page.goto(`${new URL(a.url).origin}/?link=${encodeURIComponent('hyoban:?root=12&name=a&size=1')}`)
      await expect(page.getByText('This is not a Hyoban link.')).toBeVisible()
    })
  })
})
