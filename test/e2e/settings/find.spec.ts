import { expectClean } from '../helpers/axe.ts'
import { expect, test } from '../helpers/fixtures.ts'
import { goTo } from '../helpers/ui.ts'

test.use({ contextOptions: { reducedMotion: 'reduce' } })

test('a setting is found by its words, and a section by the list beside the settings', async ({ page, serve }) => {
  const aiko = await serve('aiko', ['--name', 'Aiko', '--community', 'lab2'])
  await page.goto(aiko.url)
  await goTo(page, 'settings')
  const find = page.getByTestId('settings-find')
  const titles = page.locator('h2:visible')
  await expect(titles.first()).toBeVisible()
  const all = await titles.allTextContents()
  const index = page.getByTestId('settings-index')
  await expect(index.getByRole('button')).toHaveText(all)

  await find.fill('SHORT form')
  await expect(page.getByTestId('own-fingerprint')).toBeVisible()
  await expect(page.getByTestId('setting-name')).toBeHidden()
  await expect(index.getByRole('button')).toHaveText(await titles.allTextContents())
  await expectClean(page, 'settings that were looked for')
  await find.fill('no such setting')
  await expect(page.getByText('No setting matches “no such setting”.')).toBeVisible()
  await expect(titles).toHaveCount(0)
  await find.fill('')
  await expect(titles).toHaveText(all)

  const last = all.at(-1) ?? ''
  await index.getByRole('button', { name: last }).click()
  await expect(page.getByRole('heading', { name: last })).toBeInViewport()
  await expect(index.getByRole('button', { name: last })).toHaveAttribute('aria-current', 'true')
  await expect(page.getByRole('heading', { name: last })).toBeFocused()
  await expectClean(page, 'settings')
})
