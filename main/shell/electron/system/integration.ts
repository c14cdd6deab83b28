import { app } from 'electron'
import { messageOf } from '../../../base/errors.ts'
import type { DesktopIntegration } from '../../../contract/desktop.ts'
import type { IntegrationChange } from '../../../node.ts'
import type { FromCore, ToCore } from '../core/core-messages.ts'
import type { LaunchCommand } from './desktop-entry.ts'
import { HIDDEN, LoginItem } from './login-item.ts'
import { type FormerHandler, TorrentHandler } from './torrent-handler.ts'

/** How the system starts this app; an AppImage is mounted elsewhere at each start, and its file is what stays. */
function launchCommand(args: readonly string[]): LaunchCommand {
  const program = process.env['APPIMAGE'] ?? process.execPath
  return { program, args: [...(app.isPackaged ? [] : [app.getAppPath()]), ...args] }
}

/** What the system does with the app: starting it at login, opening files with it. */
export class SystemIntegration {
  /** Starts the app. */
  readonly command: LaunchCommand
  readonly #login: LoginItem
  readonly #torrents: TorrentHandler

  /** `dataDir` is undefined for the usual one; `memory` keeps what it replaces. */
  constructor(dataDir: string | undefined, memory: FormerHandler) {
    const own = dataDir === undefined ? [] : [`--data-dir=${dataDir}`]
    this.#login = new LoginItem(launchCommand([...own, HIDDEN]))
    this.command = launchCommand(own)
    this.#torrents = new TorrentHandler(this.command, memory)
    try {
      this.#login.refresh()
    } catch (error) {
      console.error(`hyoban: ${messageOf(error)}`)
    }
  }

  /** Executes a request of the core and returns the answer. */
  async answer({ id, change }: Extract<FromCore, { type: 'desktopIntegration' }>): Promise<ToCore> {
    let problem = ''
    try {
      await this.#change(change)
    } catch (error) {
      problem = messageOf(error)
    }
    return { type: 'integrationAnswer', id, integration: await this.#state(), problem }
  }

  async #change({ openAtLogin, torrents }: IntegrationChange): Promise<void> {
    if (openAtLogin !== undefined) this.#login.set(openAtLogin)
    if (torrents !== undefined) await this.#torrents.set(torrents)
  }

  async #state(): Promise<DesktopIntegration> {
    return { openAtLogin: this.#login.on, torrents: await this.#torrents.on() }
  }
}
