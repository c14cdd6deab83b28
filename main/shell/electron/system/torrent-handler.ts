import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { messageOf } from '../../../base/errors.ts'
import type { LaunchCommand } from './desktop-entry.ts'

const run = promisify(execFile)
const TYPE = 'application/x-bittorrent'
/** The entry that the packages install. */
const ENTRY = 'hyoban.desktop'
const LIMIT_MS = 5000
/** Windows: what opens the file, and which programs are offered for it. */
const CLASS = String.raw`HKCU\Software\Classes\Hyoban.torrent`
const OFFERED = String.raw`HKCU\Software\Classes\.torrent\OpenWithProgids`

/** The value that another program had before this one, if it was asked for. */
export interface FormerHandler {
  formerTorrents?: string | undefined
}

/**
 * Opens `.torrent` files with this app, as the user chose: on Linux as the default program, on Windows as one of those
 * offered. macOS lets only its user choose, in the Finder.
 */
export class TorrentHandler {
  readonly #command: LaunchCommand
  readonly #memory: FormerHandler

  /** `command` opens a file that is appended to it; `memory` keeps which program opened torrents before. */
  constructor(command: LaunchCommand, memory: FormerHandler) {
    this.#command = command
    this.#memory = memory
  }

  /** Whether it does; null where this cannot be found out or set. */
  async on(): Promise<boolean | null> {
    if (process.platform === 'linux') {
      const program = await defaultProgram()
      return program === undefined ? null : program === ENTRY
    }
    if (process.platform !== 'win32') return null
    return run('reg', ['query', CLASS], { timeout: LIMIT_MS }).then(
      () => true,
      () => false,
    )
  }

  /** Throws an Error with one sentence for the user. */
  async set(on: boolean): Promise<void> {
    try {
      await (process.platform === 'win32' ? this.#setWindows(on) : this.#setLinux(on))
    } catch (error) {
      throw new Error(`The system did not change what opens .torrent files: ${messageOf(error)}`, { cause: error })
    }
  }

  async #setLinux(on: boolean): Promise<void> {
    const before = await defaultProgram()
    if (!on && before !== ENTRY) return
    if (on && before !== ENTRY) this.#memory.formerTorrents = before || undefined
    const program = on ? ENTRY : this.#memory.formerTorrents
    if (program === undefined) throw new Error('no other program was set before; choose one in the file manager')
    await run('xdg-mime', ['default', program, TYPE], { timeout: LIMIT_MS })
  }

  async #setWindows(on: boolean): Promise<void> {
    const reg = (...args: string[]): Promise<unknown> => run('reg', [...args, '/f'], { timeout: LIMIT_MS })
    if (!on) {
      await reg('delete', OFFERED, '/v', 'Hyoban.torrent')
      await reg('delete', CLASS)
      return
    }
    const { program, args } = this.#command
    const command = [program, ...args, '%1'].map((part) => `"${part}"`).join(' ')
    await reg('add', CLASS, '/ve', '/d', 'BitTorrent file')
    await reg('add', String.raw`${CLASS}\shell\open\command`, '/ve', '/d', command)
    await reg('add', OFFERED, '/v', 'Hyoban.torrent', '/t', 'REG_NONE')
  }
}

/** The Linux desktop's program for torrents, '' for none; undefined if nobody can be asked. */
async function defaultProgram(): Promise<string | undefined> {
  try {
    return (await run('xdg-mime', ['query', 'default', TYPE], { timeout: LIMIT_MS })).stdout.trim()
  } catch {
    return undefined
  }
}
