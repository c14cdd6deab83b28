import { randomBytes } from 'node:crypto'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { systemClock } from '../../main/base/clock.ts'
import { openIdentity } from '../../main/identity/identity.ts'
import { Logs } from '../../main/logs/logs.ts'
import { encodeRating } from '../../main/ratings/ingest/rating-block.ts'
import { expect, test } from './helpers/fixtures.ts'
import { goTo, row } from './helpers/ui.ts'

const TEXT = { position: { x: 60, y: 12 } }

/** Opens the page of the peer of that name, once it is known. */
async function openPeer(page: Page, name: string): Promise<void> {
  await goTo(page, 'peers')
  await row(page, 'peer', name).click(TEXT)
  await expect(page.getByTestId('peer-page').locator('h2').first()).toHaveText(name)
}

/** Rates the peer whose page is open by hand. */
async function rate(page: Page, how: 'Good' | 'Bad', comment = ''): Promise<void> {
  await page.getByTestId('rate-button').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(how, { exact: true }).click()
  if (comment) await dialog.getByTestId('rate-comment').fill(comment)
  await dialog.getByTestId('rate-submit').click()
  await expect(dialog).toHaveCount(0)
}

test.describe('what people say of each other, and are told', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(240_000)

  test('a transfer is rated anew, its comment reaches the other, and an excluded peer reads that it is', async ({
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

    await test.step('a transfer is rated by itself and corrected by hand; only the newest counts', async () => {
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
      // the correction has the receipt of the transfer
      await expect(page.getByTestId('rating-row').getByTestId('open-receipt')).toBeVisible()
    })

    await test.step('a comment by hand is read by the one it is about', async () => {
      await rate(page, 'Good', 'ありがとう, and thank you.')
      await expect(page.getByTestId('rating-row')).toHaveCount(2)
      await goTo(aiko, 'activity')
      await expect(row(aiko, 'activity', 'Ben').filter({ hasText: 'rated you' }).first()).toBeVisible()
    })

    await test.step('Aiko excludes Ben: Ben reads it on the page of Aiko and in his transfers', async () => {
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

  test('a traitor that serves well again reads why it stays excluded: evidence first, then damage', async ({
    page,
    serve,
  }) => {
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
        await rate(page, how)
        await expect(page.getByTestId('rating-row')).toHaveCount(rows + 1)
      }
      await expect(verdict).toContainText(said)
    }
    for (let n = 0; n < 6; n++) await rate(page, 'Good')
    await expect(verdict).toContainText('In good standing: 4 of its last 4')
    await expect(page.getByTestId('rating-row')).toHaveCount(6)
    await until('Bad', /Excluded since/, 10)
    await expect(page.getByTestId('what-would-change')).toContainText(/about \d+ good transfers with you/)
    await until(
      'Good',
      /Only \d+ of its last \d+ transfers failed, but it is not yet sure that it has changed|has not yet made up/,
      20,
    )
    await until('Good', /It serves well again, but has not yet made up for the damage it did/, 20)
    await until('Good', /In good standing/, 30)
  })

  test('who tells two stories in its log is excluded, and reads why on its own screen', async ({
    page,
    browser,
    scratch,
    serve,
  }) => {
    const [eve, ben] = await Promise.all([
      serve('eve', ['--name', 'Eve', '--community', 'stories']),
      serve('ben', ['--name', 'Ben', '--community', 'stories']),
    ])
    const tab = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })
    const hers = await tab.newPage()
    await Promise.all([hers.goto(eve.url), page.goto(ben.url)])
    await openPeer(hers, 'Ben')
    await rate(hers, 'Good', 'the first story')
    await goTo(page, 'activity')
    await expect(row(page, 'activity', 'Eve').filter({ hasText: 'rated you' }).first()).toBeVisible()
    await eve.stop()
    // the identity is the same, its log begins again
    await mkdir(join(scratch, 'eve2'), { mode: 0o700 })
    await cp(join(scratch, 'eve', 'identity.json'), join(scratch, 'eve2', 'identity.json'))
    // written while nobody is there who could give the first story back
    const identity = await openIdentity(join(scratch, 'eve2'))
    const logs = await Logs.open({
      dir: join(scratch, 'eve2', identity.logs),
      keyPair: identity,
      clock: systemClock,
      log: () => {},
    })
    await logs.ratings.own.append(
      encodeRating({
        version: 1,
        subject: ben.identity.publicKey,
        receipt: null,
        score: 0,
        reason: 'manual',
        comment: 'the second story',
        time: Date.now(),
      }),
    )
    await logs.close()
    const again = await serve('eve2', ['--name', 'Eve', '--community', 'stories'])
    await hers.goto(again.url)
    await openPeer(hers, 'Ben')
    await openPeer(page, 'Eve')
    await expect(page.getByTestId('verdict')).toContainText(
      'log conflict. It signed two different versions of its rating log.',
    )
    await expect(page.getByTestId('verdict')).toContainText('A restored backup looks the same as cheating.')
    await expect(page.getByTestId('what-would-change')).toContainText('only your own word')
    await expect(hers.getByTestId('excluded-by')).toContainText('your rating log contradicts itself (log conflict).')
    await tab.close()
  })
})
