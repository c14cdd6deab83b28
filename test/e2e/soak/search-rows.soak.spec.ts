import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expectClean } from '../helpers/axe.ts'
import { expect, test } from '../helpers/fixtures.ts'
import { completeFirstRun } from '../helpers/first-run.ts'
import { goTo, row, setDownloadFolder } from '../helpers/ui.ts'

/** Files shared, and how many of them a node keeps with a limit of 100: a new peer gets five eighths of it. */
const [NOTES, KEPT] = [100, 62]

/** Records in `window.seenRows` which content each row shows, at every change of the page. */
function watchRows(page: Page): Promise<void> {
  return page.evaluate(() => {
    const seen: Record<string, string>[] = []
    const note = (): void => {
      const rows = Array.from(document.querySelectorAll('[data-testid="search-row"]'), (one) => [
        one.getAttribute('aria-rowindex') ?? '',
        one.getAttribute('data-key') ?? '',
      ])
      seen.push(Object.fromEntries(rows))
    }
    new MutationObserver(note).observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['data-key', 'aria-rowindex'],
    })
    Object.assign(window, { seenRows: seen })
  })
}

test.describe('search result rows', () => {
  test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(240_000)

  test('keep their places while peers answer; multiple selection by keyboard', async ({
    page,
    browser,
    scratch,
    serve,
  }) => {
    const [shared, own, fetched] = [join(scratch, 'Shelf'), join(scratch, 'Mine'), join(scratch, 'Fetched')] as const
    for (const folder of [shared, own, fetched]) await mkdir(folder)
    for (let i = 0; i < NOTES; i++) await writeFile(join(shared, `Harbour note ${i}.txt`), `Note ${i}`)
    await writeFile(join(own, 'Diary.txt'), 'Rain.')
    const [a, b] = await Promise.all([serve('aiko'), serve('ben')])
    const tab = await browser.newContext({ locale: 'en-GB' })
    const aiko = await tab.newPage()
    await page.goto(b.url)
    await completeFirstRun(page, { name: 'Ben', community: 'harbour people', folder: own })
    await setDownloadFolder(page, fetched)
    await page.getByRole('textbox', { name: 'Files per peer' }).fill('100')
    await page.getByRole('textbox', { name: 'Files per peer' }).press('Enter')
    // Most of the catalogue is stored locally; the rest is found by querying the peer.
    await aiko.goto(a.url)
    await completeFirstRun(aiko, { name: 'Aiko', community: 'harbour people', folder: shared })
    await expect(page.getByTestId('kept-catalogues')).toContainText(`${KEPT} of ${KEPT}`)
    await expect(page.getByTestId('kept-catalogues')).toContainText('Cut: ')
    const notice = page.getByTestId('notice').filter({ hasText: 'Only part of what Aiko shares is kept for search' })
    await expect(notice).toBeVisible()
    await expectClean(page, 'settings with a truncated catalogue')
    await notice.getByRole('button', { name: 'Dismiss' }).click()
    await expect(notice).toBeHidden()
    await goTo(page, 'search')
    const input = page.getByTestId('search-input')
    const total = page.getByTestId('search-total')
    await expect(total).toContainText(`${KEPT + 1} results`)

    await test.step('a click opens the row that was first shown under the pointer', async () => {
      await input.fill('diary')
      await expect(page.getByTestId('search-row')).toHaveCount(1)
      await watchRows(page)
      const first = await page.getByTestId('search-row').first().boundingBox()
      if (!first) throw new Error('no row')
      // The position of the fourth row.
      const [x, y] = [first.x + 120, first.y + first.height * 3.5]
      await page.mouse.move(x, y)
      await input.fill('harbour')
      await expect(total).toContainText(`${NOTES} results`)
      const seen = (
        await page.evaluate(() => (window as unknown as { seenRows: Record<string, string>[] }).seenRows)
      ).filter((rows) => Object.keys(rows).length > 1)
      expect(seen.length).toBeGreaterThan(0)
      const places = new Map<string, string>()
      for (const rows of seen) {
        for (const [index, key] of Object.entries(rows)) {
          if (key.startsWith('#')) continue
          expect(places.get(index) ?? key, `row ${index}`).toBe(key)
          places.set(index, key)
        }
      }
      await page.mouse.click(x, y)
      await expect(page.locator('[data-testid="search-row"][data-picked]')).toHaveAttribute(
        'data-key',
        places.get('5') ?? '',
      )
      await expect(page.getByTestId('search-details')).toBeVisible()
      await page.keyboard.press('Escape')
    })

    await test.step('a click is ignored if the row changed between press and release', async () => {
      const box = await page.getByTestId('search-row').first().boundingBox()
      if (!box) throw new Error('no row')
      await page.mouse.move(box.x + 120, box.y + 20)
      await page.mouse.down()
      await input.fill('diary')
      await expect(page.getByTestId('search-row')).toHaveCount(1)
      await page.mouse.up()
      await expect(page.locator('[data-testid="search-row"][data-picked]')).toHaveCount(0)
      await expect(page.getByTestId('search-details')).toBeHidden()
      await page.mouse.click(box.x + 120, box.y + 20)
      await expect(page.getByTestId('search-details')).toContainText('Diary.txt')
      await page.keyboard.press('Escape')
    })

    await test.step('multiple selection with Ctrl, Shift, arrow keys and Ctrl+A', async () => {
      await input.fill('harbour')
      await expect(total).toContainText(`${NOTES} results`)
      await page.locator('[aria-rowindex="3"]').click({ modifiers: ['Control'], position: { x: 120, y: 12 } })
      await page.locator('[aria-rowindex="6"]').click({ modifiers: ['Shift'], position: { x: 120, y: 12 } })
      await expect(page.getByTestId('picks')).toContainText('4 selected')
      await page.keyboard.press('Shift+ArrowDown')
      await expect(page.getByTestId('picks')).toContainText('5 selected')
      await page.keyboard.press('Control+Space')
      await expect(page.getByTestId('picks')).toContainText('4 selected')
      await page.keyboard.press('Escape')
      await expect(page.getByTestId('picks')).toBeHidden()
      await page.keyboard.press('Control+a')
      await expect(page.getByTestId('picks')).toContainText(`${NOTES} selected`)
      await expect(page.getByTestId('search-details')).toBeHidden()
      await expectClean(page, 'all selected')
      await page.getByTestId('pick-all').click()
      await expect(page.getByTestId('picks')).toBeHidden()
    })

    await test.step('the focus stays on its row while the list scrolls', async () => {
      const third = page.locator('[aria-rowindex="4"]')
      await third.click({ position: { x: 120, y: 12 }, modifiers: ['Control'] })
      await page.keyboard.press('Escape')
      await page
        .locator('[role="rowgroup"]')
        .last()
        .evaluate((list) => (list.scrollTop = list.scrollHeight))
      await expect(page.locator(`[aria-rowindex="${NOTES + 1}"]`)).toBeVisible()
      await expect(third).toBeFocused()
      await page.keyboard.press('ArrowDown')
      await expect(page.locator('[aria-rowindex="5"]')).toBeFocused()
      await expect(page.locator('[aria-rowindex="5"]')).toBeInViewport()
    })

    await test.step('the menu of sources belongs to the row of its button', async () => {
      const line = row(page, 'search', 'Harbour note 77.txt')
      await input.fill('"harbour note 77"')
      await expect(page.getByTestId('search-row')).toHaveCount(1)
      await line.getByTestId('source-menu').click()
      await expect(page.getByRole('menuitem', { name: /Aiko/ })).toBeVisible()
      await expectClean(page, 'menu of sources')
      await page.keyboard.press('Escape')
      await expect(line.getByTestId('source-menu')).toBeFocused()
      await line.getByTestId('source-menu').click()
      await page.getByRole('menuitem', { name: /Aiko/ }).click()
      await expect.poll(() => readdir(fetched), { timeout: 30_000 }).toContain('Harbour note 77.txt')
      await expect(line).toContainText('Fetched')
    })

    await test.step('the whole selection is downloaded', async () => {
      await input.fill('harbour')
      await expect(total).toContainText(`${NOTES} results`)
      await page.getByTestId('pick-all').click()
      // The file that is already here is skipped.
      await expect(page.getByTestId('picks-download')).toContainText(`Download ${NOTES - 1}`)
      await page.getByTestId('picks-download').click()
      await expect
        .poll(async () => (await readdir(fetched)).filter((name) => name.endsWith('.txt')).length, { timeout: 60_000 })
        .toBe(NOTES)
    })
    await tab.close()
  })
})
