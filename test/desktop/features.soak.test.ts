import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Page } from 'playwright'
import { formatLink } from '../../main/contract/link.ts'
import { makeTorrent } from '../../main/domain/torrent.ts'
import { desktopWithTray, settledHome } from './desktop-home.ts'
import { DesktopRun, type DesktopRunOptions, secondStart } from './desktop-run.ts'
import type { MenuItemModel } from './stand-in/menu.ts'

/** How long a busy machine may take. */
const PATIENCE = { timeout: 30_000 }

let runs: DesktopRun[] = []

afterEach(async () => {
  for (const run of runs) await run.end()
  runs = []
})

async function start(options?: DesktopRunOptions): Promise<DesktopRun> {
  const run = await DesktopRun.start(options)
  runs.push(run)
  return run
}

/** The page once its node runs, with the settings shown. */
async function settings(run: DesktopRun): Promise<Page> {
  const page = await run.page()
  await page.getByRole('link', { name: 'Settings' }).first().click()
  return page
}

/** Drops something on the window, as the system does. */
async function drop(
  page: Page,
  { files = [], items = [] }: { files?: string[]; items?: { mimeType: string; data: string }[] },
): Promise<void> {
  const cdp = await page.context().newCDPSession(page)
  const data = { items, files, dragOperationsMask: 1 }
  await page.evaluate(() => {
    delete document.documentElement.dataset['dropped']
    window.addEventListener('drop', () => (document.documentElement.dataset['dropped'] = ''), { once: true })
  })
  // Chromium refuses a drop that comes before it has heard that the page takes it; a person drags once more, too
  await vi.waitFor(
    async () => {
      const dropped = page.locator('html[data-dropped]')
      if ((await dropped.count()) > 0) return
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
        await cdp.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data })
      expect(await dropped.count()).toBe(1)
    },
    { ...PATIENCE, interval: 500 },
  )
  await cdp.detach()
}

const trayItem = async (run: DesktopRun, label: string): Promise<MenuItemModel | undefined> =>
  (await run.call('trays'))[0]?.items.find((item) => item.label === label)

// Results of the stand-in (test/desktop/stand-in), not of Electron.
describe('what desktop users expect, in the stand-in', () => {
  it('switches the alternative speed limits from tray, status bar and settings, and keeps them', async () => {
    const { home, args } = await settledHome()
    const run = await start({ home, args })
    const page = await settings(run)
    const label = 'Alternative speed limits'
    const shows = async (on: boolean): Promise<void> => {
      await page.locator(`[data-testid=alternative-limits][aria-pressed=${on}]`).waitFor()
      expect(await page.getByTestId('alternative-on').isChecked()).toBe(on)
      await vi.waitFor(async () => expect(await trayItem(run, label)).toMatchObject({ checked: on }), PATIENCE)
    }
    await shows(false)
    await page.getByTestId('alternative-down').fill('70')
    await page.getByTestId('alternative-down').press('Enter')
    await run.call('pressTray', label)
    await shows(true)
    await page.getByTestId('alternative-limits').click()
    await shows(false)
    await page.getByTestId('alternative-on').dispatchEvent('click')
    await shows(true)
    await run.call('quit').catch(() => undefined)
    expect(await run.exit).toBe(0)
    await run.end({ keepHome: true })
    runs = []
    const again = await start({ home, args: args.slice(1) })
    const other = await settings(again)
    await other.locator('[data-testid=alternative-limits][aria-pressed=true]').waitFor()
    expect(await other.getByTestId('alternative-down').inputValue()).toBe('70 kB/s')
    await other.getByRole('link', { name: 'Transfers' }).first().click()
    await other.getByText('Alternative limits ↓ 70.0 kB/s').waitFor()
  })

  it('opens at login, hidden where a tray icon brings the window back, until that is switched off', async () => {
    const { home, args } = await settledHome()
    const env = await desktopWithTray(home)
    const entry = join(home, '.config', 'autostart', 'hyoban.desktop')
    const first = await start({ home, args, env })
    const page = await settings(first)
    const login = page.getByTestId('setting-login')
    await login.dispatchEvent('click')
    await page.locator('[data-testid=setting-login]:checked').waitFor({ state: 'attached' })
    const text = readFileSync(entry, 'utf8')
    expect(text).toMatch(/^Exec="[^"]+" "[^"]+" "--hidden"$/m)
    await first.call('quit').catch(() => undefined)
    await first.end({ keepHome: true })
    runs = []

    const second = await start({ home, args: [...args.slice(1), '--hidden'], env })
    const hidden = await second.page()
    await hidden.getByRole('link', { name: 'Settings' }).first().waitFor()
    await vi.waitFor(async () => expect((await second.call('trays'))[0]?.tooltip).toMatch(/^Hyoban: /), PATIENCE)
    expect((await second.call('windows'))[0]?.visible).toBe(false)
    await second.call('clickTray')
    expect((await second.call('windows'))[0]?.visible).toBe(true)
    await hidden.getByRole('link', { name: 'Settings' }).first().click()
    await hidden.locator('[data-testid=setting-login]:checked').waitFor({ state: 'attached' })
    await hidden.getByTestId('setting-login').dispatchEvent('click')
    await vi.waitFor(() => expect(existsSync(entry)).toBe(false), PATIENCE)
  })

  it('opens its window at login where nothing would bring it back', async () => {
    const { home, args } = await settledHome()
    const run = await start({ home, args: [...args, '--hidden'], env: { STAND_IN_TRAY: 'none' } })
    await (await run.page()).getByRole('link', { name: 'Search' }).first().waitFor()
    await vi.waitFor(async () => expect((await run.call('windows'))[0]?.visible).toBe(true), PATIENCE)
  })

  it('opens invitations and torrents from before it is ready, while it runs, and from a second start', async () => {
    const { home, args } = await settledHome()
    const invitation = join(home, 'Friends.hyoban')
    const odd = join(home, 'Odd.hyoban')
    const torrent = join(home, 'Winter.torrent')
    writeFileSync(odd, 'ding dong')
    const root = 'ab'.repeat(32)
    writeFileSync(
      torrent,
      makeTorrent('Winter', [{ path: ['bells.txt'], size: 9, root, layer: new Uint8Array() }]).bytes,
    )

    const run = await start({ home, args: [...args, torrent] })
    const page = await run.page()
    const question = page.getByTestId('link-dialog').getByText('bells.txt')
    await question.waitFor()
    await page.keyboard.press('Escape')
    await question.waitFor({ state: 'detached' })
    await run.call('openFile', odd)
    await page.getByText('Odd.hyoban is not an invitation.').waitFor()

    // an invitation saved from the page opens as one
    await page.getByRole('link', { name: 'Communities' }).first().click()
    await page.getByTestId('create-community').click()
    await page.getByTestId('community-name').fill('Friends')
    await page.getByTestId('policy-invitation').check({ force: true })
    await page.getByTestId('community-submit').click()
    await page.getByTestId('community-invite').click()
    await page.getByTestId('invite-submit').click()
    const link = (await page.getByTestId('invitation-link').textContent()) ?? ''
    writeFileSync(invitation, `${link}\n`)
    await page.getByTestId('invite-done').click()
    await secondStart(home, [...args, invitation])
    await page.getByText('This is your own invitation.').waitFor()
    expect(await page.getByTestId('invitation-text').inputValue()).toBe(link)
  })

  it('takes dropped folders, files, invitations and links', async () => {
    const { home, args } = await settledHome()
    mkdirSync(join(home, 'photos'))
    for (const name of ['bells.txt', 'Odd.hyoban']) writeFileSync(join(home, name), 'ding dong')
    const run = await start({ home, args })
    const page = await run.page()
    await page.getByRole('link', { name: 'Search' }).first().waitFor()
    const path = page.getByTestId('share-path')
    for (const [dropped, shared] of [
      ['photos', join(home, 'photos')],
      ['bells.txt', home],
    ] as const) {
      await drop(page, { files: [join(home, dropped)] })
      await vi.waitFor(async () => expect(await path.inputValue()).toBe(shared), PATIENCE)
      await page.keyboard.press('Escape')
      await path.waitFor({ state: 'detached' })
    }
    await drop(page, { files: [join(home, 'Odd.hyoban')] })
    await page.getByText('Odd.hyoban is not an invitation.').waitFor()
    const link = formatLink({ root: 'ab'.repeat(32), name: 'winter.txt', size: 7 })
    await drop(page, { items: [{ mimeType: 'text/plain', data: link }] })
    await page.getByTestId('link-dialog').getByText('winter.txt').waitFor()
    expect(run.errors).toEqual([])
  })

  it('says what to do when another version is started, and does what a quick action asks', async () => {
    const { home, args } = await settledHome()
    const run = await start({ home, args })
    const page = await run.page()
    await page.getByRole('link', { name: 'Search' }).first().waitFor()
    await secondStart(home, [...args, '--do=alternativeLimits'])
    await page.locator('[data-testid=alternative-limits][aria-pressed=true]').waitFor()
    expect((await run.call('asked')).messages).toEqual([])
    await secondStart(home, args, { STAND_IN_VERSION: '9.9.9' })
    await vi.waitFor(async () => expect((await run.call('asked')).messages).toHaveLength(1), PATIENCE)
    const words = 'Hyoban 9.9.9 was started, but 0.0.0 is running. Quit it, then start Hyoban again to use 9.9.9.'
    expect((await run.call('asked')).messages[0]?.message).toBe(words)
    expect(run.errors).toEqual([`hyoban: ${words}`])
  })

  it('shows the settings from the menu', async () => {
    const { home, args } = await settledHome()
    const run = await start({ home, args })
    const page = await run.page()
    await page.getByRole('link', { name: 'Search' }).first().waitFor()
    await run.call('pressMenu', 'File', 'Settings…')
    await page.getByTestId('setting-name').waitFor()
  })
})
