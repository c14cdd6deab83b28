import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { request, type RequestOptions } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import electronUpdater, { type AppUpdater } from 'electron-updater'
import { ElectronHttpExecutor } from 'electron-updater/out/electronHttpExecutor.js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ManualClock } from '../../../main/base/clock.ts'
import type { AppUpdate } from '../../../main/contract/desktop.ts'
import { Updates } from '../../../main/shell/electron/updates/updates.ts'
import { UpdateServer } from './update-server.ts'

const { AppImageUpdater, DebUpdater, NsisUpdater } = electronUpdater

/** What electron-updater asks of the app, with the quitting that a test does. */
class AppStandIn {
  readonly name = 'hyoban'
  readonly version = '0.1.0'
  readonly isPackaged = true
  readonly appUpdateConfigPath: string
  readonly userDataPath: string
  readonly baseCachePath: string
  #quit = (_code: number): void => {}

  constructor(folder: string) {
    this.appUpdateConfigPath = join(folder, 'app-update.yml')
    this.userDataPath = join(folder, 'profile')
    this.baseCachePath = join(folder, 'cache')
  }

  whenReady = (): Promise<void> => Promise.resolve()
  relaunch = (): void => {}
  quit = (): void => {}
  onQuit = (handler: (code: number) => void): void => void (this.#quit = handler)
  quitWith = (code: number): void => this.#quit(code)
}

/** electron-updater's downloads, with requests of Node in place of Chromium's. */
class NodeHttp extends ElectronHttpExecutor {
  override createRequest(options: RequestOptions, callback: (response: unknown) => void): Electron.ClientRequest {
    return request(options, callback) as unknown as Electron.ClientRequest
  }
}

/** `class` of electron-updater for one kind of package. */
type Updater = new (options: null, app: AppStandIn) => AppUpdater

let folder: string
let server: UpdateServer
let app: AppStandIn
let clock: ManualClock
let lines: string[]
let states: AppUpdate['state'][]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hyoban-updates-'))
  server = await UpdateServer.start()
  app = new AppStandIn(folder)
  clock = new ManualClock()
  lines = []
  states = []
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

/** Updates of an installed app that was built with this server; electron-updater is the real one, on Node's http. */
async function installed(kind: Updater, more: Record<string, unknown> = {}): Promise<Updates & { real: AppUpdater }> {
  const config = { provider: 'generic', url: server.url, updaterCacheDirName: 'hyoban-updater', ...more }
  await writeFile(app.appUpdateConfigPath, JSON.stringify(config))
  const real = new kind(null, app)
  Object.assign(real, { httpExecutor: new NodeHttp() })
  const updates = new Updates({ updater: real, clock, log: (line) => lines.push(line) })
  updates.events.on('state', ({ state }) => states.push(state))
  return Object.assign(updates, { real })
}

/** Files of an update that wait to be installed. */
const pending = async (): Promise<string[]> => {
  const files = await readdir(join(folder, 'cache/hyoban-updater/pending')).catch(() => [])
  return files.filter((name) => name !== 'update-info.json')
}

const NEWER = { version: '0.2.0', file: 'hyoban_0.2.0_amd64.deb', content: Buffer.alloc(300_000, 'new') }

describe('updates, against a server on 127.0.0.1', () => {
  it('asks nobody where no server was named', async () => {
    const updates = new Updates({ updater: { why: 'noServer' }, clock, log: () => {} })
    updates.start()
    clock.advance(7 * 24 * 3_600_000)
    await updates.check()
    await updates.download()
    expect(updates.state).toEqual({ state: 'off', reason: 'noServer', version: null, percent: 0 })
    expect(server.requests).toEqual([])
  })

  it('asks a minute after the start and then daily, and tells the server nothing about who asks', async () => {
    const updates = await installed(DebUpdater)
    server.release = { ...NEWER, version: '0.1.0' }
    updates.start()
    clock.advance(59_999)
    expect(states).toEqual([])
    clock.advance(1)
    await vi.waitFor(() => expect(updates.state.state).toBe('idle'))
    clock.advance(86_400_000)
    await vi.waitFor(() => expect(states).toEqual(['checking', 'idle', 'checking', 'idle']))
    expect(server.paths).toEqual(['/latest-linux.yml', '/latest-linux.yml'])
    for (const { headers } of server.requests)
      expect(headers['x-user-staging-id']).toBe('00000000-0000-0000-0000-000000000000')
  })

  it('finds a newer version, and downloads nothing before the user agrees', async () => {
    const updates = await installed(DebUpdater)
    server.release = NEWER
    await updates.check()
    expect(updates.state).toEqual({ state: 'available', reason: '', version: '0.2.0', percent: 0 })
    expect(server.paths).toEqual(['/latest-linux.yml'])
    await updates.download()
    expect(updates.state).toEqual({ state: 'ready', reason: '', version: '0.2.0', percent: 0 })
    expect(await readFile(join(folder, 'cache/hyoban-updater/pending', NEWER.file))).toEqual(NEWER.content)
    // one that waits is neither asked for nor fetched again
    const { length } = server.requests
    await updates.check()
    await updates.download()
    expect(server.requests).toHaveLength(length)
  })

  it('offers no older version', async () => {
    const updates = await installed(DebUpdater)
    server.release = { ...NEWER, version: '0.0.9' }
    await updates.check()
    expect(updates.state).toMatchObject({ state: 'idle', version: null })
  })

  it('refuses a file with another SHA-512 than announced, and keeps nothing of it', async () => {
    const updates = await installed(DebUpdater)
    server.release = { ...NEWER, sha512: Buffer.alloc(64).toString('base64') }
    await updates.check()
    await updates.download()
    expect(updates.state).toEqual({ state: 'failed', reason: 'damaged', version: '0.2.0', percent: 0 })
    expect(await pending()).toEqual([])
    expect(lines.join('\n')).toMatch(/^Update: sha512 checksum mismatch/)
  })

  it('refuses an announcement without a SHA-512, or that is none', async () => {
    const updates = await installed(DebUpdater)
    server.release = NEWER
    const bare = { version: '0.2.0', files: [{ url: NEWER.file, size: 3 }], path: NEWER.file }
    for (const description of [JSON.stringify(bare), '<html>Welcome to this hotel</html>', '[', '']) {
      server.description = description
      await updates.check()
      await updates.download()
      expect(updates.state, description).toMatchObject({ state: 'failed', reason: 'damaged' })
    }
    expect(await pending()).toEqual([])
  })

  it('survives a server that breaks off in the middle of the file, and takes the whole file afterwards', async () => {
    const updates = await installed(DebUpdater)
    server.release = { ...NEWER, cutAt: 100_000 }
    await updates.check()
    await updates.download()
    expect(updates.state).toEqual({ state: 'failed', reason: 'unreachable', version: '0.2.0', percent: 0 })
    expect(await pending()).toEqual([])
    server.release = NEWER
    await updates.check()
    await updates.download()
    expect(updates.state).toMatchObject({ state: 'ready', version: '0.2.0' })
  })

  it('survives a server that is gone', async () => {
    const updates = await installed(DebUpdater)
    await server.close()
    await updates.check()
    expect(updates.state).toEqual({ state: 'failed', reason: 'unreachable', version: null, percent: 0 })
    expect(lines.join('\n')).not.toContain('    at ')
  })

  it('says so where the disk takes no update', async () => {
    const updates = await installed(DebUpdater)
    server.release = NEWER
    await writeFile(app.baseCachePath, 'a file where the folder should be')
    await updates.check()
    await updates.download()
    expect(updates.state).toMatchObject({ state: 'failed', reason: 'disk' })
  })

  it("Windows: refuses another publisher's installer (the answer of its signature check is given)", async () => {
    const updates = await installed(NsisUpdater, { publisherName: ['The Hyoban founders'] })
    const asked: unknown[] = []
    Object.assign(updates.real, {
      verifyUpdateCodeSignature: (names: string[], path: string) => {
        asked.push([names, path.endsWith('.exe')])
        return Promise.resolve('signed by Somebody Else')
      },
    })
    server.release = { ...NEWER, file: 'Hyoban-Setup-0.2.0.exe' }
    await updates.check()
    await updates.download()
    expect(asked).toEqual([[['The Hyoban founders'], true]])
    expect(updates.state).toEqual({ state: 'failed', reason: 'unsigned', version: '0.2.0', percent: 0 })
    expect(await pending()).toEqual([])
  })

  it.runIf(process.platform === 'linux')('AppImage: takes the place of the old file when the app quits', async () => {
    const old = join(folder, 'Hyoban.AppImage')
    await writeFile(old, '#!/bin/sh\n', { mode: 0o755 })
    vi.stubEnv('APPIMAGE', old)
    const updates = await installed(AppImageUpdater)
    const content = Buffer.from(`#!/bin/sh\necho "$APPIMAGE_EXIT_AFTER_INSTALL" > "${folder}/ran"\n`)
    server.release = { version: '0.2.0', file: 'Hyoban-0.2.0.AppImage', content }
    await updates.check()
    await updates.download()
    expect(updates.state.state).toBe('ready')
    app.quitWith(1)
    expect(await readFile(old, 'utf8')).toBe('#!/bin/sh\n')
    app.quitWith(0)
    expect(await readFile(old)).toEqual(content)
    expect((await stat(old)).mode & 0o777).toBe(0o755)
    // electron-updater runs the new file once, so that it can register itself
    expect(await readFile(join(folder, 'ran'), 'utf8')).toBe('true\n')
  })
})
