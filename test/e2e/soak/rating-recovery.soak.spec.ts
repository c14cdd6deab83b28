import { expect, test } from '../helpers/fixtures.ts'
import { openPeer, ratePeer } from '../helpers/peer-page.ts'

test.describe('what a peer learns about its ratings', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(240_000)

  test('a recovering traitor stays excluded until evidence and damage are made up for', async ({ page, serve }) => {
    const [, b] = await Promise.all([
      serve('aiko', ['--name', 'Aiko', '--community', 'amends']),
      serve('ben', ['--name', 'Ben', '--community', 'amends']),
    ])
    await page.goto(b.url)
    await openPeer(page, 'Aiko')
    const verdict = page.getByTestId('verdict')
    const until = async (how: 'Good' | 'Bad', said: RegExp, most: number): Promise<void> => {
      for (let n = 0; n < most && !said.test((await verdict.textContent()) ?? ''); n++) {
        const rows = await page.getByTestId('rating-row').count()
        await ratePeer(page, how)
        await expect(page.getByTestId('rating-row')).toHaveCount(rows + 1)
      }
      await expect(verdict).toContainText(said)
    }
    for (let n = 0; n < 6; n++) await ratePeer(page, 'Good')
    await expect(verdict).toContainText('In good standing: 4 of its last 4')
    await expect(page.getByTestId('rating-row')).toHaveCount(6)
    await until('Bad', /Excluded since/, 10)
    await expect(page.getByTestId('what-would-change')).toContainText(/about \d+ good transfers with you/)
    await until(
      'Good',
      /Only \d+ of its last \d+ transfers failed, but that is not yet enough evidence|has not yet made up/,
      20,
    )
    await until('Good', /It serves well again, but has not yet made up for the damage it did/, 20)
    await until('Good', /In good standing/, 30)
  })
})
