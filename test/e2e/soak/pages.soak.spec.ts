import { expectEveryPageClean } from '../helpers/every-page.ts'
import { test } from '../helpers/fixtures.ts'
import { startServer } from '../helpers/server.ts'

test.describe('every page of the demo, in Japanese', () => {
  test.use({ locale: 'ja-JP', colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(300_000)

  test('passes axe in light and dark', async ({ page, scratch }) => {
    const demo = await startServer(['demo', '--peers', '5', '--data-dir', scratch, '--seed', '3'])
    await expectEveryPageClean(page, demo.url, 'ja')
    await demo.stop()
  })
})
