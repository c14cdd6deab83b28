import { homedir } from 'node:os'
import type { Page } from '@playwright/test'
import { HELP_TOPICS } from '../../renderer/components/help/help-texts.ts'
import { axeFinds, expectClean } from './helpers/axe.ts'
import { expect, test } from './helpers/fixtures.ts'
import { startServer, type Server } from './helpers/server.ts'
import { goTo, ROW_TEXT } from './helpers/ui.ts'

/** Topics that between them show every kind of block: lists, code, tables, buttons. */
const KINDS = ['first-steps', 'mechanisms', 'glossary', 'about'] as const
/** What a finger hits, in pixels. */
const TOUCH = 44

const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

async function openPeer(page: Page): Promise<void> {
  await goTo(page, 'peers')
  await page.getByTestId('peer-row').first().click(ROW_TEXT)
  await expect(page.getByTestId('trust-number')).toBeVisible()
}

test.describe('help in a demo community', () => {
  test.describe.configure({ timeout: 240_000 })
  let demo: Server
  test.beforeAll(async () => {
    demo = await startServer(['demo', '--peers', '4', '--seed', '11'])
  })
  test.afterAll(async () => {
    await demo.stop()
  })

  test.describe('each kind of topic', () => {
    test.use({ locale: 'en-GB', colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })

    test('passes axe in light and dark', async ({ page }) => {
      await page.goto(demo.url)
      await goTo(page, 'help')
      for (const topic of KINDS) {
        await page.getByTestId(`help-${topic}`).click()
        await expect(page.getByTestId(`help-${topic}`)).toHaveAttribute('aria-current', 'page')
        await expect(page.getByTestId('help-article').locator('p, td, li').first()).toBeVisible()
        await expectClean(page, topic)
      }
    })
  })

  test.describe('on a phone, in Japanese', () => {
    test.use({ locale: 'ja-JP', viewport: { width: 390, height: 844 }, hasTouch: true })

    test('every topic is reached by a thumb, and nothing scrolls sideways', async ({ page }) => {
      await page.goto(demo.url)
      await goTo(page, 'help')
      await expect(page.getByRole('heading', { name: 'はじめに' })).toBeVisible()
      for (const topic of HELP_TOPICS) {
        const link = page.getByTestId(`help-${topic}`)
        expect((await link.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(TOUCH)
        await link.tap()
        await expect(link).toHaveAttribute('aria-current', 'page')
        expect(await sideways(page), topic).toBe(0)
      }
      expect(await axeFinds(page)).toEqual([])
    })

    test('a tap on a term shows its definition, with the way to the help', async ({ page }) => {
      await page.goto(demo.url)
      await openPeer(page)
      await page.getByTestId('term-interval').first().tap()
      const definition = page.getByTestId('definition').filter({ visible: true })
      await expect(definition).toContainText('区間')
      await definition.getByTestId('definition-link').tap()
      await expect(page).toHaveURL(/#\/help\/glossary\/interval$/)
      await expect(page.locator('#interval')).toBeFocused()
      await expect(page.locator('#interval')).toBeInViewport()
    })
  })

  test('"?" lists the shortcuts, but is text in a field', async ({ page }) => {
    await page.goto(demo.url)
    await expect(page.getByTestId('search-input')).toBeFocused()
    await page.keyboard.type('why?')
    await expect(page.getByTestId('search-input')).toHaveValue('why?')
    await expect(page.getByTestId('shortcuts')).toBeHidden()
    await goTo(page, 'activity')
    await page.keyboard.press('?')
    await expect(
      page.getByTestId('shortcuts').getByRole('row').filter({ hasText: 'goes to the search field' }),
    ).toBeVisible()
    expect(await axeFinds(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect(page.getByTestId('shortcuts')).toBeHidden()
  })

  test('a term is explained to pointer, keyboard and screen reader', async ({ page }) => {
    await page.goto(demo.url)
    await openPeer(page)
    const term = page.getByTestId('term-U').first()
    const definition = page.getByTestId('definition').filter({ visible: true })
    await term.hover()
    await expect(definition).toContainText('the mean of all ratings since the record began')
    await page.mouse.move(0, 0)
    await expect(definition).toHaveCount(0)
    await term.focus()
    await expect(definition).toBeVisible()
    await expect(term).toHaveAccessibleDescription(/the mean of all ratings/)
    await expect(term).toHaveAttribute('aria-expanded', 'true')
    expect(await axeFinds(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect(definition).toHaveCount(0)
    await expect(term).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(definition).toBeVisible()
    await page.keyboard.press('Tab')
    await expect(page.getByTestId('definition-link').filter({ visible: true })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/#\/help\/glossary\/all-ratings-u$/)
  })

  test('the diagnostics are copied, without keys, names, paths and addresses', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.goto(demo.url)
    await openPeer(page)
    const key = new URL(page.url()).hash.slice('#/peers/'.length)
    await goTo(page, 'help')
    await page.getByTestId('help-about').click()
    await expect(page.getByTestId('diagnostics')).not.toContainText('not known yet')
    await page.getByTestId('copy-diagnostics').click()
    await expect(page.getByTestId('copy-diagnostics')).toHaveText('Copied')
    const text = await page.evaluate(() => navigator.clipboard.readText())
    expect(text).toContain('Hyoban: 0.1.0, web')
    expect(text).toMatch(/peers known: [1-9]/)
    const { publicKey, fingerprint, name } = demo.identity
    for (const secret of [publicKey, fingerprint, name, key, demo.token, homedir(), '127.0.0.1'])
      expect(text).not.toContain(secret)
    // the browser's own line has slashes between names and versions
    const own = text.replace(/^browser: .*$/m, '')
    expect(own).not.toMatch(/[0-9a-f]{16}/i)
    expect(own).not.toMatch(/[/\\]/)
  })
})
