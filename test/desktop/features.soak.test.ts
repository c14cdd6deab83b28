import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Page } from 'playwright'
import { settledHome } from './desktop-home.ts'
import { DesktopRun, type DesktopRunOptions } from './desktop-run.ts'
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
    await page.getByTestId('alternative-on').click({ force: true })
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
})
