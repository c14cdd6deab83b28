import { expect, test } from './helpers/fixtures.ts'
import { openPeer, ratePeer } from './helpers/peer-page.ts'

test.describe('manual ratings and decisions', () => {
  test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(240_000)

  test('bad ratings exclude a peer; good ones count once they make up for the damage', async ({ page, serve }) => {
    const [aiko] = await Promise.all([
      serve('aiko', ['--name', 'Aiko', '--community', 'amends']),
      serve('ben', ['--name', 'Ben', '--community', 'amends']),
    ])
    await page.goto(aiko.url)
    await openPeer(page, 'Ben')
    for (let n = 0; n < 3; n++) await ratePeer(page, 'Bad')
    await expect(page.getByTestId('verdict')).toContainText(
      /Excluded since .*: 3 of its last 3 transfers with you failed\./,
    )
    await expect(page.getByTestId('what-would-change')).toContainText(
      /Needed for readmission: about \d+ good transfers with you/,
    )
    await page.getByTestId('allow-button').click()
    await expect(page.getByTestId('verdict')).toContainText('Allowed by you, whatever the numbers say.')
    for (let n = 0; n < 5; n++) await ratePeer(page, 'Good')
    await page.getByTestId('rule-button').click()
    await expect(page.getByTestId('verdict')).toContainText(
      /Excluded since .*\. It serves well again, but has not yet made up for the damage it did\./,
    )
    await ratePeer(page, 'Good')
    await expect(page.getByTestId('verdict')).toContainText('In good standing')
  })
})
