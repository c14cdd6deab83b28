import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expectClean } from './helpers/axe.ts'
import { expect, test } from './helpers/fixtures.ts'
import { openPeer, ratePeer } from './helpers/peer-page.ts'
import { goTo, row } from './helpers/ui.ts'

test.describe('trust in search results', () => {
  test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(240_000)

  test('a row says how far its best source is trusted, and offers what is possible', async ({
    page,
    scratch,
    serve,
  }) => {
    const shelf = join(scratch, 'Shelf')
    await mkdir(shelf)
    await writeFile(join(shelf, 'harbour.txt'), 'boats')
    const [aiko, ben] = await Promise.all([
      serve('aiko', ['--name', 'Aiko', '--community', 'inrows']),
      serve('ben', ['--name', 'Ben', '--community', 'inrows', '--share', shelf]),
    ])
    await page.goto(aiko.url)
    await page.getByTestId('search-input').fill('harbour')
    const file = row(page, 'search', 'harbour.txt')
    const sources = file.getByTestId('hit-sources')
    const button = file.getByTestId('download-button')
    await expect(sources).toHaveText('1 sourcetoo little known')
    await expect(button).toHaveAttribute('data-offer', 'plain')

    await openPeer(page, 'Ben')
    await ratePeer(page, 'Bad')
    await goTo(page, 'search')
    await page.getByTestId('search-input').fill('harbour')
    await expect(sources).toHaveText(/^0\.\d\d · 1 sourcelow trust$/)
    await expect(button).toHaveAttribute('data-offer', 'doubtful')
    await button.click()
    await expect(page.getByRole('menu')).toContainText('Download from')
    await page.keyboard.press('Escape')
    await expectClean(page, 'a result of low trust')

    await openPeer(page, 'Ben')
    for (let n = 0; n < 12; n++) await ratePeer(page, 'Good')
    await goTo(page, 'search')
    await page.getByTestId('search-input').fill('harbour')
    await expect(sources).toHaveText(/^0\.[89]\d · 1 source$/)
    await expect(button).toHaveAttribute('data-offer', 'plain')

    await ben.stop()
    await expect(sources).toHaveText(/^0\.[89]\d · 1 sourceoffline$/)
    await expect(button).toHaveAttribute('data-offer', 'later')
    await expectClean(page, 'a result whose source is offline')
  })
})
