import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expectClean } from '../helpers/axe.ts'
import { expect, test } from '../helpers/fixtures.ts'
import { forkRatingLog } from '../helpers/forked-log.ts'
import { openPeer, ratePeer } from '../helpers/peer-page.ts'
import { goTo, row, ROW_TEXT } from '../helpers/ui.ts'

test.describe('decisions about peers', () => {
  test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(240_000)

  test('manual ratings; a blocked peer sees by whom and why, until it is readmitted', async ({
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

    await test.step('fake content: the rating is corrected from the transfer', async () => {
      // The source's trust is visible before the download.
      await expect(
        row(page, 'search', 'harbour.bin').getByRole('img', { name: '1 new source, too little known' }),
      ).toBeVisible()
      await row(page, 'search', 'harbour.bin').click(ROW_TEXT)
      await page
        .getByTestId('search-details')
        .getByRole('button', { name: /^Download .* from / })
        .first()
        .click()
      await goTo(page, 'transfers')
      const line = row(page, 'transfer', 'harbour.bin')
      await expect(line.getByTestId('transfer-state')).toHaveAttribute('data-state', 'done')
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
      // The correction keeps the receipt of the transfer.
      await expect(mine.getByTestId('open-receipt')).toBeVisible()
      await goTo(other, 'activity')
      await expect(row(other, 'activity', 'Ben rated you: 0.00, fake content')).toBeVisible()
    })

    await test.step('a manual rating with a comment is listed beside it', async () => {
      await ratePeer(page, 'Good', 'ありがとう, kind and quick')
      await expect(page.getByTestId('rating-row').filter({ hasText: 'ありがとう, kind and quick' })).toBeVisible()
      await expect(page.getByTestId('rating-row')).toHaveCount(2)
      await expect(row(other, 'activity', /^.*Ben rated you: 1\.00/).first()).toBeVisible()
    })

    await test.step('a blocked peer sees by whom, since when and why', async () => {
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
      await goTo(page, 'search')
      await row(page, 'search', 'lighthouse.bin').getByTestId('download-button').click()
      await goTo(page, 'transfers')
      await expect(row(page, 'transfer', 'lighthouse.bin')).toContainText(
        'You are excluded by this peer: its user has blocked you.',
      )
    })

    await test.step('after readmission the download goes on and the notice is gone', async () => {
      await openPeer(other, 'Ben')
      await other.getByTestId('rule-button').click()
      await expect(row(page, 'transfer', 'lighthouse.bin').getByTestId('transfer-state')).toHaveAttribute(
        'data-state',
        'done',
      )
      await openPeer(page, 'Aiko')
      await expect(page.getByTestId('excluded-by')).toHaveCount(0)
    })
  })

  test('the author of a forked rating log continues in a new one, is told so, and nobody excludes it', async ({
    page,
    context,
    scratch,
    serve,
  }) => {
    const aiko = await serve('aiko', ['--name', 'Aiko', '--community', 'stories'])
    const ben = await serve('ben', ['--name', 'Ben', '--community', 'stories'])
    await page.goto(ben.url)
    await openPeer(page, 'Aiko')
    await ratePeer(page, 'Good', 'first entry')
    await ratePeer(page, 'Good', 'second entry')
    await page.goto(aiko.url)
    await goTo(page, 'activity')
    await expect(row(page, 'activity', 'Ben rated you: 1.00')).toHaveCount(2)
    await ben.stop()
    await forkRatingLog(join(scratch, 'ben'), join(scratch, 'ben2'), aiko.identity.publicKey)
    const again = await serve('ben2', ['--name', 'Ben', '--community', 'stories'])
    expect(again.identity.publicKey).toBe(ben.identity.publicKey)
    await page.goto(aiko.url)
    await openPeer(page, 'Ben')
    await expect(page.getByTestId('verdict')).toContainText('Started a new rating log on')
    await expect(page.getByTestId('verdict')).not.toContainText('Excluded')
    const his = await context.newPage()
    await his.goto(again.url)
    await expect(his.getByText('Your rating log had two histories. You now write in a new one.')).toBeVisible()
    await openPeer(his, 'Aiko')
    await expect(his.getByTestId('excluded-by')).toHaveCount(0)
    await expectClean(page, 'a new rating log')
  })
})
