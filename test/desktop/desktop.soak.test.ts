import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { formatLink } from '../../main/contract/link.ts'
import { desktopWithTray, settledHome } from './desktop-home.ts'
import { DesktopRun, type DesktopRunOptions, secondStart } from './desktop-run.ts'

/** How long a busy machine may take. */
const PATIENCE = { timeout: 30_000 }
const LINK = formatLink({ root: 'ab'.repeat(32), name: 'winter.txt', size: 7 })

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

const visible = async (run: DesktopRun): Promise<boolean | undefined> => (await run.call('windows'))[0]?.visible

// Results of the stand-in (test/desktop/stand-in), not of Electron.
describe('the built desktop app in the stand-in', () => {
  it('starts the core again after it was killed and after a fatal error of V8', async () => {
    const run = await start()
    const page = await run.page()
    for (const signal of ['SIGKILL', 'SIGABRT'] as const) {
      await page.getByRole('heading', { name: 'Welcome to Hyoban' }).waitFor()
      const before = (await run.call('processes'))[0]?.pid as number
      process.kill(before, signal)
      await vi.waitFor(
        async () => expect((await run.call('processes'))[0]?.pid ?? before, run.errors.join('\n')).not.toBe(before),
        PATIENCE,
      )
    }
    await page.getByRole('heading', { name: 'Welcome to Hyoban' }).waitFor()
    expect(run.errors.join('\n')).toContain('Restarting it.')
  })

  it('hides in the tray, says so once, and comes back; quitting from there ends all', async () => {
    const { home, args } = await settledHome()
    const run = await start({ home, args, env: await desktopWithTray(home) })
    const page = await run.page()
    await page.getByRole('link', { name: 'Search' }).first().waitFor()
    await vi.waitFor(async () => expect((await run.call('trays'))[0]?.tooltip).toMatch(/^Hyoban: /), PATIENCE)
    for (let round = 0; round < 2; round++) {
      await run.call('closeWindow')
      expect(await visible(run)).toBe(false)
      expect((await run.call('asked')).notifications).toMatchObject([{ title: 'Hyoban is still running' }])
      if (round === 0) await run.call('clickTray')
      else await run.call('pressTray', 'Show Hyoban')
      expect(await visible(run)).toBe(true)
    }
    expect((await run.call('trays'))[0]?.items.map(({ label, type }) => label || type)).toEqual([
      expect.stringMatching(/^Hyoban: /),
      'Show Hyoban',
      'separator',
      'Pause all downloads',
      'Resume all downloads',
      'Alternative speed limits',
      'Recent downloads',
      'separator',
      'Quit Hyoban',
    ])
    await run.call('closeWindow')
    await run.call('pressTray', 'Quit Hyoban').catch(() => undefined)
    expect(await run.exit).toBe(0)
    expect(run.errors).toEqual([])
  })

  it('quits when the window is closed where no tray icon would be seen', async () => {
    const { home, args } = await settledHome()
    const bin = join(home, 'bin')
    await mkdir(bin)
    await writeFile(join(bin, 'gdbus'), '#!/bin/sh\necho "(false,)"\n')
    await chmod(join(bin, 'gdbus'), 0o755)
    const run = await start({ home, args, env: { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` } })
    await (await run.page()).getByRole('link', { name: 'Search' }).first().waitFor()
    await vi.waitFor(async () => expect((await run.call('trays'))[0]?.tooltip).toMatch(/^Hyoban: /), PATIENCE)
    await run.call('closeWindow').catch(() => undefined)
    expect(await run.exit).toBe(0)
    expect(run.errors).toEqual([])
  })

  it('leaves full screen before it hides', async () => {
    const { home, args } = await settledHome()
    const run = await start({ home, args, env: await desktopWithTray(home) })
    await (await run.page()).getByRole('link', { name: 'Search' }).first().waitFor()
    await vi.waitFor(async () => expect((await run.call('trays'))[0]?.tooltip).toMatch(/^Hyoban: /), PATIENCE)
    await run.call('fullScreen', true)
    await run.call('closeWindow')
    await vi.waitFor(async () => expect((await run.call('windows'))[0]).toMatchObject({ visible: false, full: false }))
  })

  it('takes links before it is ready, while it runs, and from a second start', async () => {
    const { home, args } = await settledHome()
    const run = await start({ home, args: [...args, LINK] })
    const page = await run.page()
    const question = page.getByRole('dialog').getByText('winter.txt').first()
    for (const again of [() => run.call('openUrl', LINK), () => secondStart(home, [...args, LINK]), undefined]) {
      await question.waitFor()
      await page.keyboard.press('Escape')
      await question.waitFor({ state: 'detached' })
      await again?.()
    }
    expect((await run.call('windows'))[0]?.focused).toBeGreaterThan(0)
    expect(run.errors).toEqual([])
  })

  it('answers a second start by coming to the front', async () => {
    const { home, args } = await settledHome()
    const run = await start({ home, args })
    await (await run.page()).getByRole('link', { name: 'Search' }).first().waitFor()
    const before = (await run.call('windows'))[0]?.focused ?? 0
    const lines = await secondStart(home, args)
    expect(lines.join('\n')).toContain('Hyoban is already running')
    await vi.waitFor(async () => expect((await run.call('windows'))[0]?.focused).toBe(before + 1), PATIENCE)
  })

  it('says in a dialog that it cannot keep its data, and ends', async () => {
    const { home } = await settledHome()
    await writeFile(join(home, 'file'), '')
    const run = await start({ home, args: [`--data-dir=${join(home, 'file')}`] })
    expect(await run.exit).toBe(1)
    expect(run.errors.join('\n')).toMatch(/^hyoban: .*leads through a file.* Start Hyoban with --data-dir/m)
  })

  it('reloads a page whose process died, three times at most', async () => {
    const run = await start()
    const page = await run.page()
    for (let death = 1; death <= 5; death++) {
      await page.getByRole('heading', { name: 'Welcome to Hyoban' }).waitFor()
      await run.call('rendererGone', 'crashed')
    }
    expect((await run.call('windows'))[0]?.reloads).toBe(3)
  })

  it('sleeps and wakes with the machine, and keeps its settings', async () => {
    const { home, args } = await settledHome()
    const first = await start({ home, args })
    const page = await first.page()
    await page.getByRole('link', { name: 'Search' }).first().waitFor()
    await first.call('suspend')
    await first.call('resume')
    await page.getByRole('link', { name: 'Settings' }).first().click()
    await page.getByTestId('setting-name').fill('Grace')
    await page.getByTestId('setting-name-save').click()
    await page.getByTestId('setting-name-save').waitFor({ state: 'detached' })
    await first.call('quit').catch(() => undefined)
    expect(await first.exit).toBe(0)
    await first.end({ keepHome: true })
    runs = []
    const second = await start({ home, args: args.slice(1) })
    const again = await second.page()
    await again.getByRole('link', { name: 'Search' }).first().waitFor()
    await again.getByRole('link', { name: 'Settings' }).first().click()
    await vi.waitFor(async () => expect(await again.getByTestId('setting-name').inputValue()).toBe('Grace'), PATIENCE)
    expect([...first.errors, ...second.errors]).toEqual([])
  })

  it('asks for folders where the last one was, and offers a menu on a right click', async () => {
    const run = await start()
    const page = await run.page()
    await page.getByRole('heading', { name: 'Welcome to Hyoban' }).waitFor()
    await run.call('answerDialog', run.home)
    await page.getByRole('button', { name: 'Choose…' }).click()
    await vi.waitFor(async () => expect((await run.call('asked')).dialogs).toHaveLength(1), PATIENCE)
    await page.getByRole('button', { name: 'Choose…' }).click()
    await vi.waitFor(async () => expect((await run.call('asked')).dialogs[1]?.defaultPath).toBe(run.home), PATIENCE)
    const flags = { canUndo: true, canRedo: true, canCut: true, canCopy: true, canPaste: true, canSelectAll: true }
    const menu = await run.call('contextMenu', { isEditable: true, selectionText: '', linkURL: '', editFlags: flags })
    expect(menu?.map(({ role }) => role).filter(Boolean)).toEqual(['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'])
  })

  it('shows a notification in the page where the system refuses it', async () => {
    const { home, args } = await settledHome()
    const run = await start({ home, args, env: { STAND_IN_NOTIFICATIONS: 'fail' } })
    const page = await run.page()
    await page.getByRole('link', { name: 'Search' }).first().waitFor()
    await page.getByRole('link', { name: 'Settings' }).first().click()
    await page.getByTestId('setting-notices').check({ force: true })
    await page.getByTestId('notices-test').click()
    await page.getByRole('alert').first().waitFor()
    expect((await run.call('asked')).notifications).toHaveLength(1)
  })

  it('tells its users in one line why it cannot start, and leaves nothing behind', async () => {
    const { home, args } = await settledHome()
    const run = await start({ home, args: ['--peers=none'] })
    expect(await run.exit).toBe(2)
    expect(run.errors).toHaveLength(1)
    expect(args).toHaveLength(2)
  })
})
