import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { connectBrowser } from './browser.ts'
import { acquireLock } from './instance-lock.ts'
import { emitPreventable, isReady, markReady, requireNotReady } from './strict.ts'
import { BrowserWindow } from './window.ts'

const APP_NAME = 'Hyoban'

/** Electron's `app`. Paths lie below HOME, as on Linux. */
class App extends EventEmitter {
  readonly name = APP_NAME
  readonly isPackaged = process.env['STAND_IN_PACKAGED'] === '1'
  readonly #paths = new Map<string, string>()
  readonly #ready = connectBrowser().then(() => {
    markReady()
    this.emit('ready')
  })
  /** What the app told the system. */
  readonly told: { login?: unknown; badge?: number; tasks?: unknown; protocols: string[] } = { protocols: [] }
  #release: (() => void) | undefined

  whenReady = (): Promise<void> => this.#ready
  isReady = isReady
  getLocale = (): string => process.env['STAND_IN_LOCALE'] ?? 'en-GB'
  getVersion = (): string => process.env['STAND_IN_VERSION'] ?? '0.0.0'
  enableSandbox = (): void => requireNotReady('app.enableSandbox')
  setAppUserModelId = (): void => {}
  setBadgeCount = (count: number): boolean => ((this.told.badge = count), true)
  setUserTasks = (tasks: unknown): boolean => ((this.told.tasks = tasks), true)
  setLoginItemSettings = (settings: unknown): void => void (this.told.login = settings)
  getLoginItemSettings = (): { openAtLogin: boolean } => ({ openAtLogin: false, ...(this.told.login as object) })

  setAsDefaultProtocolClient(scheme: string): boolean {
    this.told.protocols.push(scheme)
    return true
  }

  getPath(name: string): string {
    const home = process.env['HOME'] ?? homedir()
    const appData = process.env['XDG_CONFIG_HOME'] || join(home, '.config')
    const defaults: Record<string, string> = {
      home,
      appData,
      userData: join(appData, APP_NAME),
      downloads: join(home, 'Downloads'),
      exe: process.execPath,
    }
    const path = this.#paths.get(name) ?? defaults[name]
    if (path === undefined) throw new Error(`Failed to get '${name}' path`)
    return path
  }

  setPath(name: string, path: string): void {
    if (!path.startsWith('/')) throw new Error('Path must be absolute')
    if (!existsSync(path)) throw new Error('Failed to set path')
    this.#paths.set(name, path)
  }

  requestSingleInstanceLock(data?: unknown): boolean {
    this.#release = acquireLock(this.getPath('userData'), data, (args, theirs) =>
      this.emit('second-instance', {}, args, process.cwd(), theirs),
    )
    return this.#release !== undefined
  }

  /** Asks, closes the windows, then ends; whoever prevents one of these events keeps the app running. */
  quit(): void {
    if (!emitPreventable(this, 'before-quit')) return
    for (const window of BrowserWindow.getAllWindows()) window.close()
    if (BrowserWindow.getAllWindows().length > 0) return
    if (emitPreventable(this, 'will-quit')) this.#end(0)
  }

  /** Ends at once, without asking anybody. */
  exit(code = 0): void {
    this.#end(code)
  }

  #end(code: number): void {
    this.emit('quit', {}, code)
    this.#release?.()
    process.exit(code || process.exitCode)
  }
}

export const app = new App()

BrowserWindow.events.on('contents', (contents) => app.emit('web-contents-created', {}, contents))
BrowserWindow.events.on('all-closed', () => {
  if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed')
  else app.quit()
})
