import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from './helpers/fixtures.ts'
import { forkRatingLog } from './helpers/forked-log.ts'
import { openPeer, ratePeer } from './helpers/peer-page.ts'
import { goTo, row } from './helpers/ui.ts'

test.describe('what a peer learns about its ratings', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(240_000)

  test('a corrected rating and its comment arrive, and an exclusion is shown to the excluded peer', async ({
    page,
    browser,
    scratch,
    serve,
  }) => {
    const shared = join(scratch, 'Shelf')
    await mkdir(shared)
    for (const name of ['letter.bin', 'second.bin']) await writeFile(join(shared, name), randomBytes(30_000))
    const [a, b] = await Promise.all([
      serve('aiko', ['--name', 'Aiko', '--community', 'words', '--share', shared]),
      serve('ben', ['--name', 'Ben', '--community', 'words']),
    ])
    const tab = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })
    const aiko = await tab.newPage()
    await Promise.all([page.goto(b.url), aiko.goto(a.url)])

    await test.step('an automatic rating is corrected manually; only the newest counts', async () => {
      await row(page, 'search', 'letter.bin').getByTestId('download-button').click()
      await goTo(page, 'transfers')
      const line = row(page, 'transfer', 'letter.bin')
      await expect(line.getByTestId('transfer-state')).toHaveAttribute('data-state', 'done')
      await openPeer(page, 'Aiko')
      await expect(page.getByTestId('rating-row')).toHaveCount(1)
      await expect(page.getByTestId('rating-row')).toContainText('served')
      await goTo(page, 'transfers')
      await line.getByTestId('transfer-menu').click()
      await page.getByTestId('transfer-rate').click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText('Bad', { exact: true }).click()
      await dialog.getByLabel('Reason').selectOption('fake-content')
      await dialog.getByTestId('correct-comment').fill('Not the letter that it says.')
      await dialog.getByTestId('correct-submit').click()
      await expect(dialog).toHaveCount(0)
      await openPeer(page, 'Aiko')
      await expect(page.getByTestId('rating-row')).toHaveCount(1)
      await expect(page.getByTestId('rating-row')).toContainText('fake content')
      await expect(page.getByTestId('rating-row')).toContainText('Not the letter that it says.')
      // The correction keeps the receipt of the transfer.
      await expect(page.getByTestId('rating-row').getByTestId('open-receipt')).toBeVisible()
    })

    await test.step('a manual rating reaches the rated peer', async () => {
      await ratePeer(page, 'Good', 'ありがとう, and thank you.')
      await expect(page.getByTestId('rating-row')).toHaveCount(2)
      await goTo(aiko, 'activity')
      await expect(row(aiko, 'activity', 'Ben').filter({ hasText: 'rated you' }).first()).toBeVisible()
    })

    await test.step('an exclusion is shown on the peer page and in transfers', async () => {
      await openPeer(aiko, 'Ben')
      await aiko.getByTestId('block-button').click()
      await aiko.getByTestId('block-for-good').click()
      await expect(aiko.getByTestId('verdict')).toContainText('Blocked by you')
      await expect(page.getByTestId('excluded-by')).toContainText('This peer excludes you since')
      await expect(page.getByTestId('excluded-by')).toContainText('its user has blocked you.')
      await goTo(page, 'activity')
      await expect(page.getByTestId('activity-row').filter({ hasText: 'its user blocked you' }).first()).toBeVisible()
      await goTo(page, 'search')
      await row(page, 'search', 'second.bin').getByTestId('download-button').click()
      await goTo(page, 'transfers')
      await expect(row(page, 'transfer', 'second.bin')).toContainText(
        'You are excluded by this peer: its user has blocked you.',
      )
      await aiko.getByTestId('rule-button').click()
      await expect(row(page, 'transfer', 'second.bin').getByTestId('transfer-state')).toHaveAttribute(
        'data-state',
        'done',
      )
    })
    await tab.close()
  })

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

  test('a peer that forks its rating log is excluded and sees why', async ({ page, browser, scratch, serve }) => {
    const [eve, ben] = await Promise.all([
      serve('eve', ['--name', 'Eve', '--community', 'stories']),
      serve('ben', ['--name', 'Ben', '--community', 'stories']),
    ])
    const tab = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })
    const hers = await tab.newPage()
    await Promise.all([hers.goto(eve.url), page.goto(ben.url)])
    await openPeer(hers, 'Ben')
    await ratePeer(hers, 'Good', 'first entry')
    await goTo(page, 'activity')
    await expect(row(page, 'activity', 'Eve').filter({ hasText: 'rated you' }).first()).toBeVisible()
    await eve.stop()
    await forkRatingLog(join(scratch, 'eve'), join(scratch, 'eve2'), ben.identity.publicKey)
    const again = await serve('eve2', ['--name', 'Eve', '--community', 'stories'])
    await hers.goto(again.url)
    await openPeer(hers, 'Ben')
    await openPeer(page, 'Eve')
    await expect(page.getByTestId('verdict')).toContainText(
      'log conflict. It signed two different versions of its rating log.',
    )
    await expect(page.getByTestId('verdict')).toContainText('A restored backup looks the same as cheating.')
    await expect(page.getByTestId('what-would-change')).toContainText('Only you can readmit it')
    await expect(hers.getByTestId('excluded-by')).toContainText('your rating log contradicts itself (log conflict).')
    await tab.close()
  })
})
