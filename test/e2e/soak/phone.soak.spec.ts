import { test } from '../helpers/fixtures.ts'
import { PHONE } from '../helpers/phone/fits.ts'
import { expectEveryPageFits } from '../helpers/phone/pages.ts'
import { startServer, type Server } from '../helpers/server.ts'

test.use({ viewport: PHONE, hasTouch: true, isMobile: true, contextOptions: { reducedMotion: 'reduce' } })

test.describe('on a phone, in Japanese', () => {
  test.describe.configure({ timeout: 300_000 })
  test.use({ locale: 'ja-JP' })
  let demo: Server
  test.beforeAll(async () => {
    demo = await startServer(['demo', '--peers', '5', '--seed', '3'])
  })
  test.afterAll(async () => {
    await demo.stop()
  })

  test('every page fits, light and dark, and everything can be hit by a thumb', ({ page }) =>
    expectEveryPageFits(page, demo.url))
})
