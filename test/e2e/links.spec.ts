import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { parseLink } from '../../main/contract/link.ts'
import { expectClean } from './helpers/axe.ts'
import { expect, test } from './helpers/fixtures.ts'
import { goTo, row } from './helpers/ui.ts'

const MIB = 2 ** 20

async function begin(page: Page, url: string, name: string, folder: string): Promise<void> {
  await page.goto(url)
  await page.getByTestId('first-run-name').fill(name)
  if (folder) await page.getByTestId('first-run-folder').fill(folder)
  else await page.getByTestId('first-run-skip-share').check()
  await page.getByTestId('first-run-other').check()
  await page.getByTestId('first-run-community').fill('link harbour')
  await page.getByTestId('first-run-submit').click()
  await expect(page.getByTestId('nav-search')).toBeVisible()
}

const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText())

/** Presses an entry of the open menu that saves a file; returns its name and bytes. */
async function saved(page: Page, entry: string): Promise<{ name: string; bytes: Buffer }> {
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

  test('a file and a folder are handed on from the library and from the transfers', async ({
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
    await begin(page, a.url, 'Aiko', shared)
    let link = ''
    let infohash = ''

    await test.step('a shared file: link, magnet, torrent', async () => {
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
      const { name, bytes } = await saved(page, 'export-torrent')
      expect(name).toBe('紅葉.bin.torrent')
      expect(bytes.includes('12:meta versioni2e')).toBe(true)
      expect(bytes.includes('12:piece layers')).toBe(true)
      await expect(page.getByText('紅葉.bin.torrent is ready to be saved')).toBeVisible()
    })

    await test.step('a shared folder: torrent with its tree; no Hyoban link, which names one content', async () => {
      await page.getByTestId('folder-menu').click()
      await expect(page.getByTestId('copy-magnet')).toBeVisible()
      await expect(page.getByTestId('copy-link')).toHaveCount(0)
      const { name, bytes } = await saved(page, 'export-torrent')
      expect(name).toBe('写真.torrent')
      for (const part of ['京都', '紅葉.bin', 'notes.txt']) expect(bytes.includes(part)).toBe(true)
    })

    await test.step('the link opened in another node asks, fetches, and leads to the same torrent', async () => {
      const tab = await browser.newContext({
        locale: 'en-GB',
        permissions: ['clipboard-read', 'clipboard-write'],
        reducedMotion: 'reduce',
        colorScheme: 'light',
      })
      const ben = await tab.newPage()
      await begin(ben, b.url, 'Ben', '')
      await goTo(ben, 'settings')
      await ben.getByTestId('setting-download-folder').fill(fetched)
      await ben.getByTestId('setting-download-folder').blur()
      await goTo(ben, 'search')
      await expect(row(ben, 'search', '紅葉.bin')).toBeVisible()
      // as the page of a link: the address of the web shell with the link in it
      await ben.goto(`${new URL(b.url).origin}/?link=${encodeURIComponent(link)}`)
      const dialog = ben.getByTestId('link-dialog')
      await expect(dialog).toContainText('紅葉.bin')
      await expectClean(ben, 'the dialog of a link')
      await ben.emulateMedia({ colorScheme: 'light' })
      expect(new URL(ben.url()).search).toBe('')
      await ben.getByRole('dialog').getByRole('button', { name: 'Download' }).click()
      const line = row(ben, 'transfer', '紅葉.bin')
      await expect(line.getByTestId('transfer-state')).toHaveAttribute('data-state', 'done')
      await line.getByTestId('transfer-menu').click()
      await ben.getByTestId('copy-magnet').click()
      await expect.poll(() => clipboard(ben)).toContain(`urn:btmh:1220${infohash}`)
      await line.getByTestId('transfer-menu').click()
      const { name, bytes } = await saved(ben, 'export-torrent')
      expect(name).toBe('紅葉.bin.torrent')
      expect(bytes.includes('12:piece layers')).toBe(true)
      await tab.close()
    })

    await test.step('what is no link says so instead of nothing', async () => {
      await page.goto(`${new URL(a.url).origin}/?link=${encodeURIComponent('hyoban:?root=12&name=a&size=1')}`)
      await expect(page.getByText('This is not a Hyoban link.')).toBeVisible()
    })
  })
})
