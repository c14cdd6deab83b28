import { expect, test } from '../helpers/fixtures.ts'
import { errorsOf, expectEveryStateClean, offlineSimulator } from '../helpers/simulator.ts'

test.describe('simulator page, offline, in Japanese', () => {
  test.use({ locale: 'ja-JP', colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(240_000)
  const open = offlineSimulator()

  test('every state passes axe and is fully translated', async ({ page }) => {
    const errors = errorsOf(page)
    await open(page)
    await expectEveryStateClean(page)
    expect(errors).toEqual([])
  })
})
