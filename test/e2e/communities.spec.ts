import { readFile } from 'node:fs/promises'
import { axeFinds } from './helpers/axe.ts'
import { expect, test } from './helpers/fixtures.ts'
import { goTo } from './helpers/ui.ts'

test('an invitation-only community: create, invite, join, see the chain; passes axe', async ({
  page,
  context,
  serve,
}) => {
  const founder = await serve('founder', ['--name', 'Aiko', '--community', 'e2e'])
  const friend = await serve('friend')
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.goto(founder.url)
  await expect(page.getByTestId('community')).toContainText('Open')
  await goTo(page, 'communities')
  await page.getByTestId('create-community').click()
  await page.getByTestId('community-name').fill('Reading circle')
  expect.soft(await axeFinds(page), 'create').toEqual([])
  await page.getByTestId('community-submit').click()
  await page.getByTestId('community-invite').click()
  expect.soft(await axeFinds(page), 'invite').toEqual([])
  await page.getByTestId('invite-submit').click()
  const link = (await page.getByTestId('invitation-link').textContent()) ?? ''
  expect(link).toMatch(/^hyoban:invite\//)
  expect.soft(await axeFinds(page), 'link').toEqual([])
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('dialog').getByRole('button', { name: 'Save as file' }).click(),
  ])
  expect(saved.suggestedFilename()).toBe('Reading-circle.hyoban')
  const file = await saved.path()
  expect((await readFile(file, 'utf8')).trim()).toBe(link)
  await page.getByTestId('invite-done').click()

  // The friend joins from the first-run page.
  const other = await context.newPage()
  await other.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await other.goto(friend.url)
  await other.getByTestId('first-run-name').fill('Ben')
  await other.getByTestId('first-run-skip-share').check()
  await other.getByTestId('first-run-by-invitation').check()
  await other.getByTestId('first-run-invitation').fill(link.slice(0, -2))
  await other.getByTestId('first-run-submit').click()
  await expect(other.getByRole('alert')).toContainText('damaged')
  expect.soft(await axeFinds(other), 'first run').toEqual([])
  await other.getByTestId('first-run-invitation').fill(link)
  await other.getByTestId('first-run-submit').click()
  await expect(other.getByTestId('community')).toContainText('By invitation')
  await goTo(other, 'communities')
  await expect(other.getByTestId('community-card')).toHaveAttribute('data-state', 'member')
  expect.soft(await axeFinds(other), 'list').toEqual([])
  await other.getByTestId('community-details').click()
  await expect(other.getByTestId('own-chain')).toContainText('Aiko')
  expect.soft(await axeFinds(other), 'one community').toEqual([])

  await expect(page.getByTestId('community-member')).toHaveCount(2)
  await expect(page.getByTestId('invitation-row')).toHaveAttribute('data-state', 'used')
  await other.getByRole('link', { name: 'All communities' }).click()
  await other.getByTestId('community-menu').click()
  await other.getByTestId('community-leave').click()
  await other.getByRole('dialog').getByRole('button', { name: 'Leave' }).click()
  await expect(other.getByTestId('community-card')).toHaveCount(0)
  await expect(page.getByTestId('community-card').or(page.getByText('0 peers online'))).toBeVisible()

  // The same peer can rejoin with the invitation's file; this is no second use.
  await other.getByTestId('accept-invitation').first().click()
  await other.locator('input[type="file"]').setInputFiles(file)
  const preview = other.getByTestId('invitation-preview')
  await expect(preview).toContainText('Reading circle')
  await expect(preview).toContainText('Aiko')
  await other.getByTestId('invitation-accept').click()
  await expect(other.getByTestId('own-chain')).toContainText('Aiko')
})

test('the identity: recovery phrase, export file, replacement and restoration', async ({ page, serve }) => {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  const node = await serve('one', ['--name', 'Aiko', '--community', 'e2e'])
  await page.goto(node.url)
  await goTo(page, 'settings')
  await page.getByTestId('identity-phrase').click()
  await page.getByTestId('phrase-show').click()
  await expect(page.getByTestId('phrase-words').locator('li')).toHaveCount(24)
  expect.soft(await axeFinds(page), 'phrase').toEqual([])
  const words = await page.getByTestId('phrase-words').locator('.mono').allTextContents()
  await page.keyboard.press('Escape')

  await page.getByTestId('identity-export').click()
  await page.getByTestId('export-passphrase').fill('correct horse')
  await page.getByTestId('export-again').fill('correct horse')
  expect.soft(await axeFinds(page), 'export').toEqual([])
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-submit').click()])
  expect(download.suggestedFilename()).toContain(node.identity.fingerprint)
  expect(JSON.parse(await readFile(await download.path(), 'utf8'))).toMatchObject({
    hyoban: 'identity',
    publicKey: node.identity.publicKey,
  })

  await page.getByTestId('identity-newName').click()
  await page.getByTestId('new-name').fill('Nobody')
  await expect(page.getByTestId('new-name-submit')).toBeDisabled()
  await page.getByTestId('new-name-confirm').fill('Aiko')
  expect.soft(await axeFinds(page), 'new name').toEqual([])
  await page.getByTestId('new-name-submit').click()
  await expect(page.getByTestId('own-fingerprint')).not.toHaveText(node.identity.fingerprint)
  await expect(page.getByTestId('setting-name')).toHaveValue('Nobody')
  // The page's streams survive the change of identity.
  await goTo(page, 'communities')
  await expect(page.getByTestId('community-card')).toHaveCount(1)

  await goTo(page, 'settings')
  await page.getByTestId('identity-restore').click()
  await page.getByTestId('restore-phrase').fill(words.slice(1).join(' '))
  await page.getByTestId('restore-submit').click()
  await expect(page.getByTestId('dialog-problem')).toContainText('24 words, not 23')
  expect.soft(await axeFinds(page), 'restore').toEqual([])
  await page.getByTestId('restore-phrase').fill(words.join(' '))
  await page.getByTestId('restore-submit').click()
  await expect(page.getByTestId('own-fingerprint')).toHaveText(node.identity.fingerprint)
})
