import { expectClean } from './helpers/axe.ts'
import { expect, test } from './helpers/fixtures.ts'
import { goTo } from './helpers/ui.ts'

test.describe('a node that meets nobody', () => {
  test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(120_000)

  test('says that it is alone or offline, and what to do', async ({ page, serve }) => {
    const aiko = await serve('aiko', ['--name', 'Aiko', '--community', 'lab2'])
    await page.goto(aiko.url)
    await page.getByTestId('search-input').fill('harbour')
    await expect(page.getByText('Alone in “lab2”').first()).toBeVisible()
    await expect(page.getByTestId('peer-count')).toHaveText('Alone in “lab2”')
    await expectClean(page, 'search without anybody')
    await goTo(page, 'peers')
    await page.getByTestId('alone-communities').click()
    await expect(page.getByTestId('nav-communities')).toHaveAttribute('aria-current', 'page')

    await goTo(page, 'settings')
    await page.locator('label[for="setting-network"]').first().click()
    await goTo(page, 'search')
    await page.getByTestId('search-input').fill('harbour')
    await expect(page.getByText('You are offline')).toBeVisible()
    await expectClean(page, 'search while offline')
    await expect(page.getByTestId('connect')).toBeVisible()
    await page.getByTestId('status-connect').click()
    await expect(page.getByTestId('connect')).toBeHidden()
    await expect(page.getByTestId('peer-count')).toHaveText('Alone in “lab2”')
  })

  test('first run: no field is red before it was left empty', async ({ page, serve }) => {
    const fresh = await serve('fresh')
    await page.goto(fresh.url)
    await page.getByTestId('first-run-name').fill('')
    await page.getByTestId('first-run-submit').click()
    await expect(page.getByTestId('first-run-name')).toHaveAttribute('aria-invalid', 'true')
    await page.getByTestId('first-run-other').check()
    await expect(page.getByTestId('first-run-community')).not.toHaveAttribute('aria-invalid', 'true')
    await page.getByTestId('first-run-by-invitation').check()
    await expect(page.getByTestId('first-run-invitation')).not.toHaveAttribute('aria-invalid', 'true')
    await page.getByTestId('first-run-submit').click()
    await expect(page.getByTestId('first-run-invitation')).toHaveAttribute('aria-invalid', 'true')
  })
})
