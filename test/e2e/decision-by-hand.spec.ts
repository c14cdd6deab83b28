import { expectClean } from './helpers/axe.ts'
import { expect, test } from './helpers/fixtures.ts'
import { openPeer, ratePeer } from './helpers/peer-page.ts'

test.describe('decisions by hand', () => {
  test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(240_000)

  test('the evidence keeps the colour of the rule; the decision is a chip of its own', async ({ page, serve }) => {
    const [aiko] = await Promise.all([
      serve('aiko', ['--name', 'Aiko', '--community', 'byhand']),
      serve('ben', ['--name', 'Ben', '--community', 'byhand']),
    ])
    await page.goto(aiko.url)
    await openPeer(page, 'Ben')
    const standing = page.getByTestId('trust-number').getByTestId('trust-badge')
    const chip = page.getByTestId('trust-number').getByTestId('decision-chip')
    for (let n = 0; n < 3; n++) await ratePeer(page, 'Bad')
    await expect(standing).toHaveText('Excluded')
    await expect(chip).toHaveCount(0)
    await expect(page.getByTestId('trust-card-threshold')).toHaveText('readmitted above 0.60')

    await page.getByTestId('allow-button').click()
    await expect(chip).toHaveText('Allowed by you')
    await expect(standing).toHaveText('Rule: exclude')
    await expect(standing).toHaveAttribute('data-standing', 'bad')
    await expect(page.getByTestId('trust-value')).toHaveAttribute('data-standing', 'bad')
    await expect(page.getByTestId('trust-card-threshold')).toHaveText('readmitted above 0.60')
    await expectClean(page, 'a peer allowed by hand')

    await page.goto(`${new URL(aiko.url).origin}/#/peers`)
    const row = page.getByTestId('peer-row').filter({ hasText: 'Ben' })
    await expect(row.getByTestId('decision-chip')).toHaveText('Allowed by you')
    await expect(row.getByTestId('peer-trust')).toHaveAttribute('data-standing', 'bad')

    await openPeer(page, 'Ben')
    for (let n = 0; n < 12; n++) await ratePeer(page, 'Good')
    await expect(standing).toHaveText('Rule: good')
    await page.getByTestId('block-button').click()
    await page.getByTestId('block-for-good').click()
    await expect(chip).toHaveText('Blocked by you')
    await expect(standing).toHaveAttribute('data-standing', 'good')
    await expect(page.getByTestId('trust-card-threshold')).toHaveText('excluded below 0.50')
    await expectClean(page, 'a peer blocked by hand')
  })
})
