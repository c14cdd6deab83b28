import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { DesktopRun, type DesktopRunOptions } from './desktop-run.ts'

/** How long a busy machine may take. */
const PATIENCE = { timeout: 30_000 }

let app: DesktopRun | undefined

afterEach(async () => {
  await app?.end()
  app = undefined
})

async function start(options?: DesktopRunOptions): Promise<DesktopRun> {
  app = await DesktopRun.start(options)
  return app
}

/** Processes of this app that still run. */
const alive = (pids: readonly (number | undefined)[]): number[] =>
  pids.filter((pid): pid is number => pid !== undefined && existsSync(`/proc/${pid}`))

// Results of the stand-in (test/desktop/stand-in), not of Electron.
describe('the built desktop app in the stand-in', () => {
  it('opens a window whose page meets the core, and meets it again after a reload', async () => {
    const run = await start({ args: ['--name=Ada'] })
    const page = await run.page()
    await page.getByRole('heading', { name: 'Welcome to Hyoban' }).waitFor()
    expect(await page.getByLabel('Your name').inputValue()).toBe('Ada')
    await page.reload()
    await page.getByRole('heading', { name: 'Welcome to Hyoban' }).waitFor()
    expect(await run.call('windows')).toMatchObject([{ visible: true, url: 'hyoban-app://app/' }])
    expect(run.errors).toEqual([])
  })

  it('quits when its window is closed before the core has started, and leaves no process and no lock', async () => {
    const run = await start()
    await vi.waitFor(async () => expect(await run.call('processes')).toHaveLength(1), PATIENCE)
    const pids = (await run.call('processes')).map(({ pid }) => pid)
    const profile = await run.call('path', 'userData')
    await run.call('closeWindow')
    expect(await run.exit).toBe(0)
    expect(alive(pids)).toEqual([])
    expect(existsSync(join(profile, 'SingletonLock'))).toBe(false)
    expect(run.errors).toEqual([])
  })

  it('hands its heap flags to V8 in the core', async () => {
    const run = await start()
    await vi.waitFor(async () => expect((await run.call('processes'))[0]?.pid).toBeTypeOf('number'), PATIENCE)
    const [core] = await run.call('processes')
    expect(core?.arguments).toContain('--max-semi-space-size=2')
    expect(core?.arguments).toContain('--initial-old-space-size=64')
  })

  it('grants the clipboard and full screen to its own page, and nothing else to anybody', async () => {
    const run = await start()
    await run.page()
    const names = [
      'clipboard-read clipboard-sanitized-write display-capture fullscreen geolocation hid idle-detection media',
      'mediaKeySystem midi midiSysex notifications openExternal pointerLock serial storage-access usb',
      'window-management fileSystem speaker-selection keyboardLock',
    ].flatMap((line) => line.split(' '))
    const granted: string[] = []
    for (const name of names) {
      if (await run.call('permission', name, 'hyoban-app://app/')) granted.push(name)
      expect(await run.call('permission', name, 'https://example.org/'), name).toBe(false)
    }
    expect(granted.sort()).toEqual(['clipboard-sanitized-write', 'fullscreen'])
  })

  it('keeps its profile in a folder of its own within the data directory', async () => {
    const run = await start()
    await run.page()
    expect(await run.call('path', 'userData')).toMatch(/\/desktop$/)
  })
})
