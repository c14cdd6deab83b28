import { axeFinds } from '../helpers/axe.ts'
import { expect, test } from '../helpers/fixtures.ts'
import { errorsOf, expectEveryStateClean, offlineSimulator, tab } from '../helpers/simulator.ts'

test.describe('simulator page, offline', () => {
  const open = offlineSimulator()

  test('watching a run: play, step, and details of a selected peer', async ({ page }) => {
    await open(page)
    await tab(page, 1)
    await page.getByTestId('preset-fig5').click()
    await expect(page.getByTestId('dots')).toBeVisible()
    const at = async (): Promise<number> =>
      Number(await page.getByTestId('watch-transaction').getAttribute('data-transaction'))
    await expect(page.getByTestId('counts')).toContainText('Traitor')
    await page.getByTestId('watch-step').click()
    await expect.poll(at).toBe(1)
    await page.getByTestId('watch-step-100').click()
    await expect.poll(at).toBe(101)
    const slider = page.getByTestId('watch-speed').locator('[role="slider"]')
    await slider.focus()
    await slider.press('End')
    await page.getByTestId('watch-play').click()
    // All 1000 peers are redrawn while the run plays.
    const frames = async (): Promise<number> => Number(await page.getByTestId('dots').getAttribute('data-frames'))
    const before = await frames()
    await expect.poll(at, { timeout: 40_000 }).toBe(40_000)
    expect(await frames()).toBeGreaterThan(before + 10)
    await expect(page.getByTestId('counts').locator('[data-kind="traitor"]')).toBeVisible()
    // Dots in the second half are traitors.
    const box = await page.getByTestId('dots').boundingBox()
    if (!box) throw new Error('the dots are not visible')
    await page.mouse.click(box.x + box.width * 0.4, box.y + box.height * 0.75)
    await expect(page.getByTestId('peer-card')).toContainText('Traitor')
    await expect(page.getByTestId('peer-formula')).toContainText(/u = 0\.50 × \d\.\d\d \+ 0\.50 × \d\.\d\d = \d\.\d\d/)
    await expect(page.getByTestId('peer-history')).toBeVisible()
    await page.getByTestId('pick-peer').fill('3')
    await expect(page.getByTestId('peer-card')).toHaveAttribute('data-slot', '3')
    await expect(page.getByTestId('peer-card')).toContainText('Rational')
  })

  test('preset, run and tabs work by keyboard', async ({ page }) => {
    await open(page)
    await page.getByTestId('preset-fig2').focus()
    await page.keyboard.press('ArrowRight')
    await expect(page.getByTestId('preset-fig3')).toBeFocused()
    await expect(page.getByTestId('preset-fig3')).toHaveAttribute('aria-checked', 'true')
    await page.keyboard.press('Tab')
    await expect(page.getByTestId('run')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('figure')).toBeVisible()
  })

  test.describe('in English', () => {
    test.use({ locale: 'en-GB', colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
    test.setTimeout(240_000)

    // In Japanese under `npm run test:soak`.
    test('every state passes axe and is fully translated', async ({ page }) => {
      const errors = errorsOf(page)
      await open(page)
      await expectEveryStateClean(page)
      expect(errors).toEqual([])
    })
  })

  test.describe('900 x 600', () => {
    test.use({ viewport: { width: 900, height: 600 } })

    test('settings are in a drawer and nothing overflows', async ({ page }) => {
      await open(page)
      await expect(page.getByTestId('run')).toBeInViewport()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(900)
      await page.getByTestId('open-settings').click()
      await expect(page.getByTestId('parameter-panel')).toBeVisible()
      expect(await axeFinds(page)).toEqual([])
    })
  })
})
