import { join } from 'node:path'
import { mkdir, writeFile } from 'node:fs/promises'
import { axeFinds, expectClean } from './helpers/axe.ts'
import { expectEveryPageClean } from './helpers/every-page.ts'
import { expect, test } from './helpers/fixtures.ts'
import { startServer, type Server } from './helpers/server.ts'
import { goTo, PAGES } from './helpers/ui.ts'

/** Tab stops up to the first row: filters, sort order and columns. */
const MAX_TABS = 60

test.describe('every page of the demo', () => {
  test.describe.configure({ timeout: 300_000 })
  let demo: Server
  test.beforeAll(async () => {
    demo = await startServer(['demo', '--peers', '5', '--seed', '3'])
  })
  test.afterAll(async () => {
    await demo.stop()
  })

  test.describe('in English', () => {
    test.use({ locale: 'en-GB', colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })

    // In Japanese under `npm run test:soak`.
    test('passes axe in light and dark', ({ page }) => expectEveryPageClean(page, demo.url, 'en'))
  })

  test('keyboard only: search, download, and find the transfer', async ({ page }) => {
    await page.goto(demo.url)
    await expect(page.getByTestId('search-row').first()).toBeVisible()
    const focus = page.locator(':focus')
    /** Presses Tab (or `key`) until the element has the focus. */
    const tabTo = async (testId: string, key = 'Tab'): Promise<void> => {
      for (let i = 0; i < MAX_TABS; i++) {
        if ((await focus.count()) > 0 && (await focus.getAttribute('data-testid')) === testId) return
        await page.keyboard.press(key)
      }
      throw new Error(`${testId} is not reached with ${MAX_TABS} times ${key}`)
    }
    await expect(page.getByTestId('search-input')).toBeFocused()
    await tabTo('nav-activity', 'Shift+Tab')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('nav-activity')).toHaveAttribute('aria-current', 'page')
    // From anywhere to the search field.
    await page.keyboard.press('/')
    await expect(page.getByTestId('search-input')).toBeFocused()
    // A checkbox is no text field: "/" works there, too.
    await tabTo('kind-audio')
    await page.keyboard.press('/')
    await expect(page.getByTestId('search-input')).toBeFocused()
    // A file that the demo itself has not downloaded yet.
    const open = page.getByTestId('search-row').filter({ has: page.getByTestId('download-button') })
    const name = (await open.first().locator('[title]:not(:has(svg))').first().getAttribute('title')) ?? ''
    await page.keyboard.type(name)
    await expect(page.getByTestId('search-row').first()).toContainText(name)
    await tabTo('download-button')
    await page.keyboard.press('Enter')
    await expect(open.filter({ hasText: name })).toHaveCount(0)
    // Past the end of the page to the navigation.
    await tabTo('nav-transfers')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('transfer-row').filter({ hasText: name }).first()).toBeVisible()
    await tabTo('nav-peers')
    await page.keyboard.press('Enter')
    await tabTo('peer-row')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/#\/peers\/[0-9a-f]{64}$/)
  })

  test('the chosen language persists after a reload', async ({ page }) => {
    await page.goto(demo.url)
    await expect(page.getByTestId('nav-search')).toContainText('Search')
    await page.getByTestId('language-menu').click()
    await page.getByTestId('language-ja').click()
    await expect(page.getByTestId('nav-search')).toContainText('検索')
    await expect(page.locator('html')).toHaveAttribute('lang', 'ja')
    for (const name of PAGES) {
      await goTo(page, name)
      // A missing translation would show its key.
      await expect(page.locator('main')).not.toContainText(
        /\b(common|search|library|peers|activity|settings|transfers|errors):[a-z]/,
      )
    }
    await page.reload()
    await expect(page.getByTestId('nav-search')).toContainText('検索')
    await page.getByTestId('language-menu').click()
    await page.getByTestId('language-en').click()
    await expect(page.getByTestId('nav-search')).toContainText('Search')
  })

  test('the chosen colour scheme persists after a reload', async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'light' })
    await page.goto(demo.url)
    await page.getByTestId('scheme-menu').click()
    await page.getByTestId('scheme-dark').click()
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
    await page.reload()
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  })

  test('loads nothing from other origins and logs no errors', async ({ page }) => {
    const unexpected: string[] = []
    page.on('request', (request) => {
      if (!request.url().startsWith(new URL(demo.url).origin) && !request.url().startsWith('data:'))
        unexpected.push(request.url())
    })
    page.on('console', (message) => {
      if (message.type() === 'error') unexpected.push(message.text())
    })
    page.on('pageerror', (error) => unexpected.push(String(error)))
    await page.goto(demo.url)
    for (const name of PAGES) {
      await goTo(page, name)
      await expect(page.getByTestId(`nav-${name}`)).toHaveAttribute('aria-current', 'page')
    }
    expect(unexpected).toEqual([])
  })
})

test.describe('first-run page', () => {
  test('passes axe in light and dark', async ({ page, serve }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.goto((await serve('one')).url)
    await expect(page.getByTestId('first-run')).toBeVisible()
    await expectClean(page, 'first run')
  })

  test('marks missing answers, names a folder that does not exist, and accepts corrections', async ({
    page,
    serve,
    scratch,
  }) => {
    await page.goto((await serve('one')).url)
    await page.getByTestId('first-run-name').fill(' ')
    await page.getByTestId('first-run-submit').click()
    await expect(page.getByTestId('first-run-name')).toHaveAttribute('aria-invalid', 'true')
    await expect(page.getByTestId('first-run-folder')).toHaveAttribute('aria-invalid', 'true')
    await page.getByTestId('first-run-name').fill('Aiko')
    await page.getByTestId('first-run-folder').fill(join(scratch, 'not there'))
    await page.getByTestId('first-run-submit').click()
    await expect(page.getByRole('alert')).toContainText(/does not exist/)
    expect(await axeFinds(page)).toEqual([])
    await mkdir(join(scratch, 'there'))
    await page.getByTestId('first-run-folder').fill(join(scratch, 'there'))
    await page.getByTestId('first-run-submit').click()
    await expect(page.getByTestId('nav-search')).toBeVisible()
    await expect(page.getByTestId('community')).toContainText('hyoban')
  })

  test('restores an identity and founds a community by invitation', async ({ page, serve }) => {
    await page.goto((await serve('one')).url)
    await page.getByTestId('first-run-restore').click()
    await page.getByTestId('restore-phrase').fill(`${'abandon '.repeat(23)}art`)
    await page.getByTestId('restore-submit').click()
    await expect(page.getByText(/^You are now /)).toBeVisible()
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await page.getByTestId('first-run-name').fill('Aiko')
    await page.getByTestId('first-run-skip-share').check()
    await page.getByTestId('first-run-found').check()
    await page.getByTestId('first-run-submit').click()
    await expect(page.getByTestId('first-run-found-name')).toHaveAttribute('aria-invalid', 'true')
    expect(await axeFinds(page)).toEqual([])
    await page.getByTestId('first-run-found-name').fill('Book club')
    await page.getByTestId('first-run-submit').click()
    await expect(page.getByTestId('community')).toContainText('Book club')
    await goTo(page, 'communities')
    await expect(page.getByTestId('community-card')).toContainText('Book club')
    await expect(page.getByTestId('community-card')).toHaveAttribute('data-policy', 'invitation')
  })
})

test('sharing a folder that does not exist names the problem', async ({ page, serve, scratch }) => {
  const node = await serve('one', ['--name', 'Aiko', '--community', 'e2e'])
  await page.goto(node.url)
  await goTo(page, 'library')
  await page.getByTestId('add-folder').click()
  await page.getByTestId('share-path').fill(join(scratch, 'not there'))
  await page.getByTestId('share-submit').click()
  await expect(page.getByRole('dialog')).toContainText(/does not exist/i)
  // The same dialog accepts the corrected path.
  await mkdir(join(scratch, 'there'))
  await writeFile(join(scratch, 'there', 'note.txt'), 'hello')
  await page.getByTestId('share-path').fill(join(scratch, 'there'))
  await page.getByTestId('share-submit').click()
  await expect(page.getByTestId('folder-card')).toHaveAttribute('data-state', 'ready')
})
