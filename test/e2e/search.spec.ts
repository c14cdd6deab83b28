import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { makeContent } from '../../main/demo/content.ts'
import { expectClean } from './helpers/axe.ts'
import { expect, test } from './helpers/fixtures.ts'
import { goTo, row } from './helpers/ui.ts'

const ROOT = 'c0'.repeat(32)

async function begin(page: Page, url: string, name: string, folder: string): Promise<void> {
  await page.goto(url)
  await page.getByTestId('first-run-name').fill(name)
  if (folder) await page.getByTestId('first-run-folder').fill(folder)
  else await page.getByTestId('first-run-skip-share').check()
  await page.getByTestId('first-run-other').check()
  await page.getByTestId('first-run-community').fill('harbour people')
  await page.getByTestId('first-run-submit').click()
  await expect(page.getByTestId('nav-search')).toBeVisible()
}

test.describe('search between two nodes', () => {
  test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(240_000)

  test('language, filters, reasons, wishes, folders, many downloads and looks', async ({
    page,
    browser,
    scratch,
    serve,
  }) => {
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

    await test.step('a query that cannot be read is mended by a press', async () => {
      await input.fill('"harbour letter')
      // the place is marked, in the text as it was typed
      await expect(page.getByTestId('query-problem').locator('mark')).toHaveText('"')
      await expect(page.getByTestId('query-problem').locator('code')).toHaveText('"harbour letter')
      await expect(input).toHaveAttribute('aria-invalid', 'true')
      await expectClean(page, 'a query that cannot be read')
      await page.getByTestId('mend').first().click()
      await expect(input).toHaveValue('"harbour letter"')
      await expect(page.getByTestId('search-row')).toHaveCount(1)
      await input.fill('lihgthouse')
      await expect(page.getByTestId('corrected')).toContainText('lighthouse')
      await expect(row(page, 'search', 'Lighthouse diary.txt')).toBeVisible()
      await input.fill('size:>10mbb')
      await expect(page.getByTestId('query-problem').locator('mark')).toHaveText('>10mbb')
    })

    await test.step('the language is explained in the app, and an example is tried by a press', async () => {
      await page.getByTestId('search-help').click()
      const help = page.getByRole('dialog', { name: 'How to search' })
      for (const syntax of [
        '"one two"',
        '-word',
        'one OR two',
        'type:KIND',
        'ext:EXTENSION',
        'size:>10mb',
        'artist:WORD',
        'title:WORD',
        'year:2001..2010',
        'duration:>3m',
        'peers:>=2',
        'trust:>0.7',
        'shared:<7d',
        'community:NAME',
      ]) {
        await expect(help.getByRole('rowheader', { name: syntax, exact: true })).toBeVisible()
      }
      await expectClean(page, 'how to search')
      await help.getByRole('button', { name: 'type:audio', exact: true }).click()
      await expect(input).toHaveValue('type:audio')
      await expect(row(page, 'search', 'Harbour song.wav')).toBeVisible()
      await expect(row(page, 'search', 'Harbour letter.md')).toBeHidden()
    })

    await test.step('filters count and narrow, and the order follows the header', async () => {
      await input.fill('harbour')
      await expect(page.getByTestId('search-row')).toHaveCount(2)
      await page.getByTestId('filter-size').click()
      await expect(page.getByRole('menuitemcheckbox', { name: /below 100 kB/ })).toContainText('1')
      await expectClean(page, 'sizes to choose from')
      await page.getByRole('menuitemcheckbox', { name: /below 100 kB/ }).click()
      await expect(page.getByTestId('search-row')).toHaveCount(1)
      await page.getByRole('menuitemcheckbox', { name: /below 100 kB/ }).click()
      await page.keyboard.press('Escape')
      await page.getByRole('columnheader', { name: 'Size' }).getByRole('button').click()
      await expect(page.getByTestId('search-row').first()).toContainText('Harbour song.wav')
      await page.getByRole('columnheader', { name: 'Size' }).getByRole('button').click()
      await expect(page.getByTestId('search-row').first()).toContainText('Harbour letter.md')
    })

    await test.step('trust and community narrow, too', async () => {
      await input.fill('')
      await expect(page.getByTestId('search-row')).toHaveCount(6)
      const choose = async (menu: string, name: string, count: number): Promise<void> => {
        await page.getByTestId(menu).click()
        const item = page.getByRole('menuitemcheckbox', { name })
        await expect(item).toContainText(String(count))
        await item.click()
        await page.keyboard.press('Escape')
      }
      await choose('filter-trust', 'in my library', 3)
      await expect(page.getByTestId('search-row')).toHaveCount(3)
      await expect(row(page, 'search', 'My words.txt')).toBeVisible()
      await choose('filter-trust', 'in my library', 3)
      await choose('filter-trust', 'new sources only', 3)
      await expect(page.getByTestId('search-row')).toHaveCount(3)
      await expect(row(page, 'search', 'Harbour letter.md')).toBeVisible()
      await choose('filter-trust', 'new sources only', 3)
      await expect(page.getByTestId('search-row')).toHaveCount(6)
      // with one community there is nothing to choose
      await expect(page.getByTestId('filter-community')).toBeHidden()
      const join = async (who: Page): Promise<void> => {
        await goTo(who, 'communities')
        await who.getByTestId('join-community').click()
        await who.getByTestId('community-name').fill('night owls')
        await who.getByTestId('community-submit').click()
        await expect(who.getByTestId('community-card')).toHaveCount(2)
      }
      await join(page)
      await goTo(page, 'search')
      await choose('filter-community', 'night owls', 3)
      await expect(page.getByTestId('search-row')).toHaveCount(3)
      await expect(row(page, 'search', 'My words.txt')).toBeVisible()
      // a peer that joins, too, is seen there at once
      await join(aiko)
      await expect(page.getByTestId('search-row')).toHaveCount(6)
      await choose('filter-community', 'night owls', 6)
      await goTo(page, 'communities')
      await page.getByTestId('community-card').filter({ hasText: 'night owls' }).getByTestId('community-menu').click()
      await page.getByTestId('community-leave').click()
      await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click()
      await expect(page.getByTestId('community-card')).toHaveCount(1)
      await goTo(page, 'search')
      await expect(page.getByTestId('filter-community')).toBeHidden()
      await expect(page.getByTestId('search-row')).toHaveCount(6)
    })

    await test.step('why a row stands where it does; Escape closes the pane', async () => {
      await row(page, 'search', 'Harbour letter.md').click({ position: { x: 60, y: 12 } })
      await page.getByTestId('why-here').click()
      await expect(page.getByTestId('why')).toContainText('Trust of sources')
      await expectClean(page, 'details with reasons')
      await page.keyboard.press('Escape')
      await expect(page.getByTestId('search-details')).toBeHidden()
    })

    await test.step('what was searched for comes back by its first letters', async () => {
      await input.fill('harbour')
      await input.press('Enter')
      await input.fill('')
      await input.pressSequentially('har')
      await expect(page.getByRole('option', { name: 'harbour' })).toBeVisible()
      await expectClean(page, 'past searches')
      await input.press('Escape')
      await expect(input).toHaveValue('har')
      await input.press('Escape')
      await expect(input).toHaveValue('')
    })

    await test.step('own files are looked at, with a small picture', async () => {
      await row(page, 'search', 'My picture.png').click({ position: { x: 60, y: 12 } })
      await expect(page.getByTestId('search-details').locator('img')).toBeVisible()
      for (const [name, what] of [
        ['My words.txt', 'pre'],
        ['My picture.png', 'img'],
        ['My sound.wav', 'audio'],
      ] as const) {
        await row(page, 'search', name).click({ position: { x: 60, y: 12 } })
        await page.getByTestId('hit-preview').click()
        await expect(page.getByTestId('preview').locator(what)).toBeVisible()
        await page.keyboard.press('Escape')
        await expect(page.getByTestId('preview')).toBeHidden()
      }
    })

    await test.step('a link is offered, not followed', async () => {
      await input.fill(`hyoban:?root=${ROOT}&name=Old%20map.png&size=10`)
      await expect(page.getByTestId('link-dialog')).toContainText('Old map.png')
      await expectClean(page, 'a pasted link')
      await page.keyboard.press('Escape')
      await expect(input).toHaveValue('')
    })

    await test.step('part of a folder is fetched with its tree', async () => {
      await row(page, 'search', 'Harbour letter.md').click({ position: { x: 60, y: 12 } })
      await page
        .getByTestId('search-details')
        .getByRole('link', { name: /folder/i })
        .first()
        .click()
      await expect(row(page, 'browse', 'Lighthouse diary.txt')).toBeVisible()
      await expectClean(page, 'a folder of a peer')
      await page.getByRole('link', { name: 'All shares' }).click()
      await page.getByTestId('folder-download').click()
      await expect(page.getByTestId('picker-row').first()).toBeVisible()
      await expectClean(page, 'which files')
      await page.getByTestId('picker-row').filter({ hasText: 'Harbour letter.md' }).getByRole('checkbox').click()
      await page.getByTestId('picker-download').click()
      await expect
        .poll(async () => (await readdir(fetched, { recursive: true })).map((one) => one.split('/').at(-1)), {
          timeout: 30_000,
        })
        .toContain('Lighthouse diary.txt')
    })

    await test.step('many are picked and fetched at once', async () => {
      await goTo(page, 'search')
      await input.fill('harbour')
      await page.getByTestId('pick').first().click()
      await page
        .getByTestId('pick')
        .last()
        .click({ modifiers: ['Shift'] })
      await expectClean(page, 'many picked')
      await page.getByTestId('picks-download').click()
      await expect
        .poll(async () => (await readdir(fetched)).includes('Harbour letter.md'), { timeout: 30_000 })
        .toBe(true)
    })

    await test.step('a fetched file has a preview and counts as downloaded even without its transfer', async () => {
      const letter = row(page, 'search', 'Harbour letter.md')
      await expect(letter).toContainText('Fetched')
      await letter.click({ position: { x: 60, y: 12 } })
      await page.getByTestId('hit-preview').click()
      await expect(page.getByTestId('preview').locator('pre')).toContainText('A letter.')
      await page.keyboard.press('Escape')
      await expect(page.getByTestId('preview')).toBeHidden()
      await goTo(page, 'transfers')
      await row(page, 'transfer', 'Harbour letter.md').getByTestId('transfer-menu').click()
      await page.getByTestId('transfer-remove').click()
      await expect(row(page, 'transfer', 'Harbour letter.md')).toBeHidden()
      await goTo(page, 'search')
      await expect(letter.getByRole('img', { name: 'Downloaded before' })).toBeVisible()
      await expect(row(page, 'search', 'Harbour song.wav').getByRole('img', { name: 'Downloaded before' })).toBeHidden()
    })

    await test.step('settings say what is sent where, and one switch keeps searches here', async () => {
      await goTo(page, 'settings')
      for (const what of [
        'Your search text',
        'Rare words',
        'Contents you have or fetch',
        'Your answers',
        'The list of what you share',
        'What stays here',
      ])
        await expect(page.getByTestId('search-privacy')).toContainText(what)
      const onlyHere = page.getByTestId('setting-search-local')
      await onlyHere.press('Space')
      await expect(onlyHere).toBeChecked()
      await goTo(page, 'search')
      await input.fill('harbour song')
      await expect(row(page, 'search', 'Harbour song.wav')).toBeVisible()
      await expect(page.getByTestId('network')).toBeHidden()
      await goTo(page, 'settings')
      await onlyHere.press('Space')
      await expect(onlyHere).not.toBeChecked()
      await goTo(page, 'search')
      await input.fill('harbour letter')
      await expect(page.getByTestId('network')).toContainText('asked 1 peer, 1 answered')
    })

    await test.step('a wish finds what comes later', async () => {
      await goTo(page, 'search')
      await input.fill('cormorant')
      await expect(page.getByTestId('search-total')).toContainText('0')
      await page.getByTestId('keep-search').click()
      await page.getByTestId('save-wish').click()
      await writeFile(join(shared, 'notes', 'Cormorant sketch.txt'), 'Black wings.')
      await page.getByRole('link', { name: 'Saved' }).click()
      await expect(page.getByTestId('saved-search')).toContainText('1', { timeout: 40_000 })
      await page.getByTestId('saved-search').getByRole('button').first().click()
      await expect(page.getByTestId('saved-search')).toContainText('Cormorant sketch.txt')
      await expectClean(page, 'a wish with a find')
    })
    await tab.close()
  })
})
