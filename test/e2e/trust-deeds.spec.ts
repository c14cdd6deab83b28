import { randomBytes } from 'node:crypto'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { systemClock } from '../../main/base/clock.ts'
import { openIdentity } from '../../main/identity/identity.ts'
import { Logs } from '../../main/logs/logs.ts'
import { encodeRating } from '../../main/ratings/ingest/rating-block.ts'
import { expectClean } from './helpers/axe.ts'
import { expect, test } from './helpers/fixtures.ts'
import { goTo, row } from './helpers/ui.ts'

/** Clear of every control: a name or a number. */
const TEXT = { position: { x: 60, y: 12 } }

async function openPeer(page: Page, name: string): Promise<void> {
  await goTo(page, 'peers')
  await row(page, 'peer', name).click(TEXT)
  await expect(page.getByTestId('peer-page').locator('h2').first()).toHaveText(name)
}

/** Rates the peer whose page is open, by hand. */
async function rate(page: Page, mark: 'Good' | 'Bad', comment = ''): Promise<void> {
  await page.getByTestId('rate-button').click()
  await page.getByRole('dialog').getByText(mark, { exact: true }).click()
  if (comment) await page.getByTestId('rate-comment').fill(comment)
  await page.getByTestId('rate-submit').click()
  await expect(page.getByTestId('rate-submit')).toHaveCount(0)
}

test.describe('what people do about trust', () => {
  test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(240_000)

  test('ratings given by hand; a blocked peer sees by whom and why, and resumes when allowed', async ({
    page,
    context,
    scratch,
    serve,
  }) => {
    const shared = join(scratch, 'Shared')
    await mkdir(shared)
    await writeFile(join(shared, 'harbour.bin'), randomBytes(400_000))
    await writeFile(join(shared, 'lighthouse.bin'), randomBytes(300_000))
    const [aiko, ben] = await Promise.all([
      serve('aiko', ['--name', 'Aiko', '--community', 'deeds', '--share', shared]),
      serve('ben', ['--name', 'Ben', '--community', 'deeds']),
    ])
    await page.goto(ben.url)
    const other = await context.newPage()
    await other.goto(aiko.url)

    await test.step('what came whole was another film: the rating is changed where the download is', async () => {
      // how far its source is trusted is seen before anything is fetched
      await expect(
        row(page, 'search', 'harbour.bin').getByRole('img', { name: '1 new source, 0 ratings' }),
      ).toBeVisible()
      await row(page, 'search', 'harbour.bin').click(TEXT)
      await page
        .getByTestId('search-details')
        .getByRole('button', { name: /^Download .* from / })
        .first()
        .click()
      await goTo(page, 'transfers')
      const line = row(page, 'transfer', 'harbour.bin')
      await expect(line).toContainText('New: 1 rating, raters: 1')
      await line.getByTestId('transfer-menu').click()
      await page.getByTestId('transfer-rate').click()
      await page.getByRole('dialog').getByText('Bad', { exact: true }).click()
      await page.getByTestId('correct-reason').selectOption({ label: 'fake content' })
      await page.getByTestId('correct-comment').fill('another film under this name')
      await expectClean(page, 'a correction')
      await page.getByTestId('correct-submit').click()
      await expect(page.getByTestId('correct-submit')).toHaveCount(0)
      await openPeer(page, 'Aiko')
      const mine = page.getByTestId('rating-row')
      await expect(mine).toHaveCount(1)
      await expect(mine).toContainText('fake content')
      await expect(mine).toContainText('another film under this name')
      await goTo(other, 'activity')
      await expect(row(other, 'activity', 'Ben rated you: 0.00, fake content')).toBeVisible()
    })

    await test.step('a rating by hand with a comment stands beside it', async () => {
      await rate(page, 'Good', 'kind, and quick to answer')
      await expect(page.getByTestId('rating-row').filter({ hasText: 'kind, and quick to answer' })).toBeVisible()
      await expect(page.getByTestId('rating-row')).toHaveCount(2)
      await expect(row(other, 'activity', /^.*Ben rated you: 1\.00/).first()).toBeVisible()
    })

    await test.step('blocked: the own screen of who is blocked says by whom, since when and why', async () => {
      await openPeer(other, 'Ben')
      await other.getByTestId('block-button').click()
      await other.getByTestId('block-for-good').click()
      await expect(other.getByTestId('verdict')).toContainText('Blocked by you since')
      await expect(page.getByTestId('excluded-by')).toHaveText(
        /^This peer excludes you since .+: its user has blocked you\.$/,
      )
      await expectClean(page, 'excluded by a peer')
      await goTo(page, 'activity')
      await expect(row(page, 'activity', 'Aiko excludes you: its user blocked you').first()).toBeVisible()
      await goTo(other, 'activity')
      await expect(row(other, 'activity', 'Ben is excluded: you blocked it')).toBeVisible()
    })

    await test.step('let in again: nothing of it is left on that screen', async () => {
      await openPeer(other, 'Ben')
      await other.getByTestId('rule-button').click()
      await openPeer(page, 'Aiko')
      await expect(page.getByTestId('excluded-by')).toHaveCount(0)
    })
  })

  test('bad marks exclude by the rule; good ones that do not make up for them yet say so', async ({ page, serve }) => {
    const [aiko] = await Promise.all([
      serve('aiko', ['--name', 'Aiko', '--community', 'amends']),
      serve('ben', ['--name', 'Ben', '--community', 'amends']),
    ])
    await page.goto(aiko.url)
    await openPeer(page, 'Ben')
    for (let n = 0; n < 3; n++) await rate(page, 'Bad')
    await expect(page.getByTestId('verdict')).toContainText(
      /Excluded since .*: 3 of its last 3 transfers with you failed\./,
    )
    await expect(page.getByTestId('what-would-change')).toContainText(
      /What brings it back: about \d+ good transfers with you/,
    )
    await page.getByTestId('allow-button').click()
    await expect(page.getByTestId('verdict')).toContainText('Allowed by you, whatever the numbers say.')
    for (let n = 0; n < 5; n++) await rate(page, 'Good')
    await page.getByTestId('rule-button').click()
    await expect(page.getByTestId('verdict')).toContainText(
      /Excluded since .*\. It serves well again, but has not yet made up for the damage it did\./,
    )
    await rate(page, 'Good')
    await expect(page.getByTestId('verdict')).toContainText('In good standing')
  })

  test('two stories under one name: the proof is told as such, with what alone brings it back', async ({
    page,
    scratch,
    serve,
  }) => {
    const aiko = await serve('aiko', ['--name', 'Aiko', '--community', 'stories'])
    const ben = await serve('ben', ['--name', 'Ben', '--community', 'stories'])
    await page.goto(ben.url)
    await openPeer(page, 'Aiko')
    await rate(page, 'Good', 'first story')
    await rate(page, 'Good', 'and more of it')
    await page.goto(aiko.url)
    await goTo(page, 'activity')
    await expect(row(page, 'activity', 'Ben rated you: 1.00')).toHaveCount(2)
    await ben.stop()
    await mkdir(join(scratch, 'ben2'), { mode: 0o700 })
    await cp(join(scratch, 'ben', 'identity.json'), join(scratch, 'ben2', 'identity.json'))
    // written before it meets anybody: a log that is merely behind takes up what others hold of it
    const twin = await openIdentity(join(scratch, 'ben2'))
    const logs = await Logs.open({
      dir: join(scratch, 'ben2', twin.logs),
      keyPair: twin,
      clock: systemClock,
      log: () => {},
    })
    await logs.ratings.own.append(
      encodeRating({
        version: 1,
        subject: aiko.identity.publicKey,
        receipt: null,
        score: 0,
        reason: 'manual',
        comment: 'second story',
        time: Date.now(),
      }),
    )
    await logs.close()
    expect((await serve('ben2', ['--name', 'Ben', '--community', 'stories'])).identity.publicKey).toBe(
      ben.identity.publicKey,
    )
    await page.goto(aiko.url)
    await openPeer(page, 'Ben')
    await expect(page.getByTestId('verdict')).toContainText(
      /Excluded since .*: log conflict\. It signed two different versions of its rating log\./,
    )
    await expect(page.getByTestId('what-would-change')).toContainText(
      'only your own word, since a signed contradiction stays one',
    )
    await expectClean(page, 'a proof')
    await goTo(page, 'activity')
    await expect(
      row(page, 'activity', 'Ben is excluded: it signed two different versions of its rating log'),
    ).toHaveCount(1)
  })
})
