import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { app } from 'electron'
import { messageOf } from '../../../base/errors.ts'
import { autostartEntry, isEnabled, type LaunchCommand } from './desktop-entry.ts'

/** The argument of a start that shows no window while there is a tray. */
export const HIDDEN = '--hidden'

/** Whether the app starts when the user logs in. The system keeps this, and its own settings may change it. */
export class LoginItem {
  readonly #command: LaunchCommand

  /** `command` starts the app hidden. */
  constructor(command: LaunchCommand) {
    this.#command = command
  }

  get on(): boolean {
    if (process.platform === 'linux') return readEntry()
    return app.getLoginItemSettings(this.#windows()).openAtLogin
  }

  /** Throws an Error with one sentence for the user. */
  set(on: boolean): void {
    if (process.platform !== 'linux') return app.setLoginItemSettings({ openAtLogin: on, ...this.#windows() })
    const file = entryFile()
    try {
      if (!on) return rmSync(file, { force: true })
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, autostartEntry(this.#command))
    } catch (error) {
      throw new Error(`The autostart entry ${file} cannot be changed: ${messageOf(error)}`, { cause: error })
    }
  }

  /** Writes the command again, since the app may have moved since the last start. */
  refresh(): void {
    if (process.platform === 'linux' && this.on) this.set(true)
  }

  #windows(): { path?: string; args?: string[] } {
    return process.platform === 'win32' ? { path: this.#command.program, args: [...this.#command.args] } : {}
  }
}

const entryFile = (): string => join(app.getPath('appData'), 'autostart', 'hyoban.desktop')

function readEntry(): boolean {
  try {
    return isEnabled(readFileSync(entryFile(), 'utf8'))
  } catch {
    return false
  }
}
