import { join } from 'node:path'
import { expectClean } from '../helpers/axe.ts'
import { expect, test } from '../helpers/fixtures.ts'
import { OFFLINE, openHealth, openMine } from '../helpers/own-network.ts'
import { startServer } from '../helpers/server.ts'

test.describe('the own network', () => {
  test.use({ locale: 'en-GB', colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })

  test('too little is said on both pages', async ({ page, scratch }) => {
    const server = await startServer(['serve', '--data-dir', join(scratch, 'node'), ...OFFLINE])
    await page.goto(server.url)
    await openMine(page)
    await expect(page.getByTestId('too-little')).toContainText('Too little is known for a forecast')
    await expect(page.getByTestId('missing-peers')).toContainText('0 of 20')
    await expect(page.getByTestId('missing-receipts')).toContainText('0 of 200')
    await expect(page.getByTestId('estimate-x')).toContainText('not known yet')
    await expect(page.getByTestId('run')).toHaveCount(0)
    await expectClean(page, 'my network without data')
    await openHealth(page)
    await expect(page.getByTestId('health')).toContainText('Nothing to count yet')
    await expectClean(page, 'health without data')
    await server.stop()
  })
})
