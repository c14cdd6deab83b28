import type { Page } from '@playwright/test'
import { expectClean } from './helpers/axe.ts'
import { expect } from './helpers/fixtures.ts'
import { test } from './helpers/shelves.ts'
import { goTo, row } from './helpers/ui.ts'

const ROOT = 'c0'.repeat(32)

test.describe('searching between two nodes', () => {
  test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(240_000)

  test('language, filters, reasons, past searches, links and privacy', async ({ page, shelves }) => {
    const { aiko, input } = shelves

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

    await test.step('a link is offered, not followed', async () => {
      await input.fill(`hyoban:?root=${ROOT}&name=Old%20map.png&size=10`)
      await expect(page.getByTestId('link-dialog')).toContainText('Old map.png')
      await expectClean(page, 'a pasted link')
      await page.keyboard.press('Escape')
      await expect(input).toHaveValue('')
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
  })
})
