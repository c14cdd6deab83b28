import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expectClean } from './helpers/axe.ts'
import { expect, test } from './helpers/fixtures.ts'
import { begin } from './helpers/shelves.ts'
import { goTo, row } from './helpers/ui.ts'

/**
 * What is shared, and the part of it that one who gives a new peer a hundred places keeps in the own index: five
 * eighths of them.
 */
const [NOTES, KEPT] = [100, 62]

/** Writes down, at each change of the page, which content stands in which row, as long as one search runs. */
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

test.describe('the rows of a search', () => {
  test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(240_000)

  test('stay under the pointer while peers answer; many are chosen by keys', async ({
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
    await begin(page, b.url, 'Ben', own)
    await goTo(page, 'settings')
    await page.getByTestId('setting-download-folder').fill(fetched)
    await page.getByTestId('setting-download-folder').blur()
    await page.getByRole('textbox', { name: 'Files of one peer' }).fill('100')
    await page.getByRole('textbox', { name: 'Files of one peer' }).press('Enter')
    // most of the list is kept here; the rest is found by asking
    await begin(aiko, a.url, 'Aiko', shared)
    await expect(page.getByTestId('kept-catalogues')).toContainText(`${KEPT} of ${KEPT}`)
    await expect(page.getByTestId('kept-catalogues')).toContainText('Cut: its share')
    const notice = page.getByTestId('notice').filter({ hasText: 'Only part of what Aiko shares is kept for search' })
    await expect(notice).toBeVisible()
    await expectClean(page, 'settings with a list that was cut')
    await notice.getByRole('button', { name: 'Dismiss' }).click()
    await expect(notice).toBeHidden()
    await goTo(page, 'search')
    const input = page.getByTestId('search-input')
    const total = page.getByTestId('search-total')
    await expect(total).toContainText(`${KEPT + 1} results`)

    await test.step('what stood under the pointer when it came is what is opened', async () => {
      await input.fill('diary')
      await expect(page.getByTestId('search-row')).toHaveCount(1)
      await watchRows(page)
      const first = await page.getByTestId('search-row').first().boundingBox()
      if (!first) throw new Error('no row')
      // where the fourth row will be
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

    await test.step('a row that became another one between press and release is not acted on', async () => {
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

    await test.step('many are chosen with Ctrl, Shift, the arrows and Ctrl+A', async () => {
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
      await expectClean(page, 'all chosen')
      await page.getByTestId('pick-all').click()
      await expect(page.getByTestId('picks')).toBeHidden()
    })

    await test.step('the keyboard stays with its row while the list scrolls', async () => {
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

    await test.step('the menu of sources belongs to the row whose button it hangs on', async () => {
      const line = row(page, 'search', 'Harbour note 77.txt')
      await input.fill('"harbour note 77"')
      await expect(page.getByTestId('search-row')).toHaveCount(1)
      await line.getByTestId('source-menu').click()
      await expect(page.getByRole('menuitem', { name: /Aiko/ })).toBeVisible()
      await expectClean(page, 'the menu of sources')
      await page.keyboard.press('Escape')
      await expect(line.getByTestId('source-menu')).toBeFocused()
      await line.getByTestId('source-menu').click()
      await page.getByRole('menuitem', { name: /Aiko/ }).click()
      await expect.poll(() => readdir(fetched), { timeout: 30_000 }).toContain('Harbour note 77.txt')
      await expect(line).toContainText('Fetched')
    })

    await test.step('all that was chosen is fetched', async () => {
      await input.fill('harbour')
      await expect(total).toContainText(`${NOTES} results`)
      await page.getByTestId('pick-all').click()
      // the one that is here already is not fetched again
      await expect(page.getByTestId('picks-download')).toContainText(`Download ${NOTES - 1}`)
      await page.getByTestId('picks-download').click()
      await expect
        .poll(async () => (await readdir(fetched)).filter((name) => name.endsWith('.txt')).length, { timeout: 60_000 })
        .toBe(NOTES)
    })
    await tab.close()
  })
})
