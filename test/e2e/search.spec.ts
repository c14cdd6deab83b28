import type { Page } from '@playwright/test'
import { expectClean } from './helpers/axe.ts'
import { expect } from './helpers/fixtures.ts'
import { test } from './helpers/two-nodes.ts'
import { goTo, row, ROW_TEXT } from './helpers/ui.ts'

const ROOT = 'c0'.repeat(32)

test.describe('search between two nodes', () => {
  test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(240_000)

  test('query language, filters, ranking, history, links and privacy', async ({ page, nodes }) => {
    const { aiko, input } = nodes

    await test.step('an invalid query is corrected with a click', async () => {
      await input.fill('"harbour letter')
      // The error is marked in the text as typed.
      await expect(page.getByTestId('query-problem').locator('mark')).toHaveText('"')
      await expect(page.getByTestId('query-problem').locator('code')).toHaveText('"harbour letter')
      await expect(input).toHaveAttribute('aria-invalid', 'true')
      await expectClean(page, 'an invalid query')
      await page.getByTestId('correct-query').first().click()
      await expect(input).toHaveValue('"harbour letter"')
      await expect(page.getByTestId('search-row')).toHaveCount(1)
      await input.fill('lihgthouse')
      await expect(page.getByTestId('corrected')).toContainText('lighthouse')
      await expect(row(page, 'search', 'Lighthouse diary.txt')).toBeVisible()
      await input.fill('size:>10mbb')
      await expect(page.getByTestId('query-problem').locator('mark')).toHaveText('>10mbb')
    })

    await test.step('the query language has help, and clicking an example runs it', async () => {
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

    await test.step('filters with counts; a click on a column header sorts', async () => {
      await input.fill('harbour')
      await expect(page.getByTestId('search-row')).toHaveCount(2)
      await page.getByTestId('filter-size').click()
      await expect(page.getByRole('menuitemcheckbox', { name: /below 100 kB/ })).toContainText('1')
      await expectClean(page, 'size filter')
      await page.getByRole('menuitemcheckbox', { name: /below 100 kB/ }).click()
      await expect(page.getByTestId('search-row')).toHaveCount(1)
      await page.getByRole('menuitemcheckbox', { name: /below 100 kB/ }).click()
      await page.keyboard.press('Escape')
      await page.getByRole('columnheader', { name: 'Size' }).getByRole('button').click()
      await expect(page.getByTestId('search-row').first()).toContainText('Harbour song.wav')
      await page.getByRole('columnheader', { name: 'Size' }).getByRole('button').click()
      await expect(page.getByTestId('search-row').first()).toContainText('Harbour letter.md')
    })

    await test.step('filters by trust and community', async () => {
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
      // Hidden with a single community.
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
      // A peer that joins appears at once.
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

    await test.step('the ranking is explained; Escape closes the details', async () => {
      await row(page, 'search', 'Harbour letter.md').click(ROW_TEXT)
      await page.getByTestId('why-here').click()
      await expect(page.getByTestId('why')).toContainText('Trust of sources')
      await expectClean(page, 'details with ranking')
      await page.keyboard.press('Escape')
      await expect(page.getByTestId('search-details')).toBeHidden()
    })

    await test.step('the search history completes the first letters', async () => {
      await input.fill('harbour')
      await input.press('Enter')
      await input.fill('')
      await input.pressSequentially('har')
      await expect(page.getByRole('option', { name: 'harbour' })).toBeVisible()
      await expectClean(page, 'search history')
      await input.press('Escape')
      await expect(input).toHaveValue('har')
      await input.press('Escape')
      await expect(input).toHaveValue('')
    })

    await test.step('a pasted link needs confirmation', async () => {
      await input.fill(`hyoban:?root=${ROOT}&name=Old%20map.png&size=10`)
      await expect(page.getByTestId('link-dialog')).toContainText('Old map.png')
      await expectClean(page, 'a pasted link')
      await page.keyboard.press('Escape')
      await expect(input).toHaveValue('')
    })

    await test.step('settings list what is sent where, and can keep searches local', async () => {
      await goTo(page, 'settings')
      for (const what of [
        'Your search text',
        'Rare words',
        'Contents you have or download',
        'Your answers',
        'Your catalogue',
        'What stays on this computer',
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
  })
})
