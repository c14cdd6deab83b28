import { expectClean } from '../helpers/axe.ts'
import { expect, test } from '../helpers/fixtures.ts'
import { goTo } from '../helpers/ui.ts'

test('a new rule for limits does nothing before it is saved', async ({ page, serve }) => {
  const aiko = await serve('aiko', ['--name', 'Aiko', '--community', 'lab2'])
  const rules = page.getByTestId('schedule-rule')
  await page.goto(aiko.url)
  await goTo(page, 'settings')
  await page.getByTestId('schedule-add').click()
  await expect(rules).toHaveCount(1)
  await expectClean(page, 'a new rule')
  // not saved: gone when the page is loaded again
  await page.reload()
  await expect(page.getByTestId('schedule-add')).toBeVisible()
  await expect(rules).toHaveCount(0)
  await page.getByTestId('schedule-add').click()
  await page.getByTestId('schedule-save').click()
  await expect(page.getByTestId('schedule-add')).toBeVisible()
  await page.reload()
  await expect(rules).toHaveCount(1)
})

test('a click on the speeds opens their limits', async ({ page, serve }) => {
  const aiko = await serve('aiko', ['--name', 'Aiko', '--community', 'lab2'])
  await page.goto(aiko.url)
  await page.getByTestId('speeds').click()
  await page.getByTestId('status-limit-down').fill('250')
  await page.keyboard.press('Enter')
  await expectClean(page, 'limits in the status bar')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('speed-limits')).toBeHidden()
  await expect(page.getByTestId('speeds')).toBeFocused()
  await goTo(page, 'settings')
  await expect(page.getByTestId('limit-down')).toHaveValue('250 kB/s')
})
