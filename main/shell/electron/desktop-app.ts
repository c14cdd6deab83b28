import { join } from 'node:path'
import { app, dialog, ipcMain, Menu, nativeImage, Notification, powerMonitor, protocol, shell, Tray } from 'electron'
import type { BrowserWindow, IpcMainEvent } from 'electron'
import { systemClock } from '../../base/clock.ts'
import { answerApp, APP_SCHEME } from './app-protocol.ts'
import { isContent, relayContent } from './core/content-relay.ts'
import type { CoreInit, FromCore } from './core/core-messages.ts'
import { forkCore, forkReader, joinPageAndCore } from './core/core-process.ts'
import { CoreSupervisor, type CoreState } from './core/core-supervisor.ts'
import { ReaderProcesses } from './core/reader-processes.ts'
import { answerDesktopCall, keepAwake } from './desktop-calls.ts'
import { DesktopNotices } from './desktop-notices.ts'
import { labelsFor } from './window/labels.ts'
import { openMainWindow } from './window/main-window.ts'
import { menuTemplate, trayTemplate } from './window/menu-template.ts'
import { PendingLinks } from './pending-links.ts'
import { isAppPage } from './policy.ts'
import { secureApp } from './security.ts'
import { trayText } from './window/tray-text.ts'

const TRAY_PIXELS = process.platform === 'darwin' ? 18 : 22

/** The desktop app: one window, a tray and a core, and the connections between them. */
export class DesktopApp {
  readonly #outDir: string
  readonly #init: CoreInit
  readonly #labels = labelsFor(app.getLocale())
  readonly #core: CoreSupervisor
  readonly #readers: ReaderProcesses
  readonly #notices: DesktopNotices
  #window: BrowserWindow | undefined
  #tray: Tray | undefined
  #closeTo: 'tray' | 'quit' = 'quit'
  #quitting = false
  #contentPort: number | undefined
  /** Links opened while the core was not running. */
  readonly #links = new PendingLinks()
  /** The page has requested a port and not received one. */
  #portWanted = false

  /** `outDir` contains main, preload and renderer as built. */
  constructor(outDir: string, init: CoreInit) {
    this.#outDir = outDir
    this.#init = init
    this.#notices = new DesktopNotices(
      ({ title, body }) => new Notification({ title, body, icon: join(outDir, 'renderer', 'icon.png') }),
    )
    this.#core = new CoreSupervisor({
      fork: () => forkCore(join(outDir, 'main', 'core.js')),
      init,
      clock: systemClock,
    })
    this.#readers = new ReaderProcesses(
      () => forkReader(join(outDir, 'main', 'metadata-worker.js')),
      (message) => this.#core.answer(message),
    )
    this.#core.events.on('state', (state) => this.#coreChanged(state))
    this.#core.events.on('message', (message) => this.#coreMessage(message))
  }

  /** Opens window, tray and core. Call once, after Electron is ready. */
  start(): void {
    const renderer = join(this.#outDir, 'renderer')
    secureApp()
    protocol.handle(APP_SCHEME, (request) =>
      isContent(request.url) ? relayContent(this.#contentPort, request) : answerApp(renderer, request),
    )
    const actions = {
      show: () => this.show(),
      quit: () => app.quit(),
      openDataFolder: () => void shell.openPath(this.#init.dataDir),
    }
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(this.#labels, process.platform, actions)))
    this.#makeTray(join(renderer, 'icon.png'), actions)
    ipcMain.on('hyoban:port', (event) => this.#portAsked(event))
    powerMonitor.on('suspend', () => this.#core.post({ type: 'suspend' }))
    powerMonitor.on('resume', () => this.#core.post({ type: 'resume' }))
    app.on('activate', () => this.show())
    app.on('window-all-closed', () => app.quit())
    app.on('before-quit', (event) => this.#quit(event))
    this.#core.start()
    this.show()
  }

  /** Passes a clicked link to the core, which validates it; the page asks before downloading. */
  openLink(link: string): void {
    if (!this.#core.post({ type: 'openLink', link })) this.#links.add(link)
    if (app.isReady()) this.show()
  }

  /** Brings the window to the front, opening it if necessary. */
  show(): void {
    if (!this.#window || this.#window.isDestroyed()) {
      const window = openMainWindow({
        preload: join(this.#outDir, 'preload', 'preload.cjs'),
        icon: join(this.#outDir, 'renderer', 'icon.png'),
      })
      window.on('close', (event) => this.#closing(event, window))
      window.webContents.on('did-start-navigation', (details) => {
        if (details.isMainFrame && !details.isSameDocument) this.#portWanted = false
      })
      this.#window = window
      return
    }
    if (this.#window.isMinimized()) this.#window.restore()
    this.#window.show()
    this.#window.focus()
  }

  #coreMessage(message: FromCore): void {
    if (message.type === 'content') this.#contentPort = message.port
    else if (message.type === 'settings') this.#closeTo = message.closeTo
    else if (message.type === 'log') console.error(`hyoban: ${message.line}`)
    else if (message.type === 'status') this.#tray?.setToolTip(trayText(this.#labels, message.status))
    else if (message.type === 'reader') this.#readers.receive(message)
    else if (message.type === 'desktopNotice') void this.#notify(message)
    else if (message.type === 'desktopCall') {
      void answerDesktopCall(message, this.#window, this.#labels).then((answer) => this.#core.post(answer))
    }
  }

  async #notify({ id, notice }: Extract<FromCore, { type: 'desktopNotice' }>): Promise<void> {
    const pressed = Notification.isSupported() && (await this.#notices.show(notice).catch(() => false))
    if (pressed) this.show()
    this.#core.post({ type: 'desktopAnswer', id, path: pressed ? 'pressed' : null, problem: '' })
  }

  #makeTray(iconPath: string, actions: Parameters<typeof trayTemplate>[1]): void {
    try {
      const icon = nativeImage.createFromPath(iconPath).resize({ width: TRAY_PIXELS, height: TRAY_PIXELS })
      this.#tray = new Tray(icon)
      this.#tray.setToolTip(trayText(this.#labels, undefined))
      this.#tray.setContextMenu(Menu.buildFromTemplate(trayTemplate(this.#labels, actions)))
      this.#tray.on('click', () => this.show())
    } catch {
      // without a tray on this desktop, closing the window quits
      this.#tray = undefined
    }
  }

  #closing(event: Electron.Event, window: BrowserWindow): void {
    if (this.#quitting || this.#closeTo !== 'tray' || !this.#tray) return
    event.preventDefault()
    window.hide()
  }

  #portAsked(event: IpcMainEvent): void {
    const page = this.#window?.webContents
    const frame = event.senderFrame
    if (!page || event.sender !== page || !frame || frame !== page.mainFrame || !isAppPage(frame.url)) return
    this.#portWanted = !joinPageAndCore(page, this.#core)
    page.send('hyoban:core', this.#core.state)
  }

  #coreChanged(state: CoreState): void {
    const page = this.#window && !this.#window.isDestroyed() ? this.#window.webContents : undefined
    page?.send('hyoban:core', state)
    if (state.state === 'running') this.#links.flush((link) => this.#core.post({ type: 'openLink', link }))
    else {
      keepAwake(false)
      this.#tray?.setToolTip(trayText(this.#labels, undefined))
    }
    if (state.state === 'restarting' || state.state === 'stopped') this.#readers.close()
    if (state.state === 'restarting') {
      this.#portWanted = true
      console.error(`hyoban: ${state.message} Restarting it.`)
    } else if (state.state === 'running' && this.#portWanted && page)
      this.#portWanted = !joinPageAndCore(page, this.#core)
    else if (state.state === 'stopped' && !this.#quitting) {
      console.error(`hyoban: ${state.message}`)
      dialog.showErrorBox(this.#labels.stoppedTitle, state.message)
      process.exitCode = 1
      app.exit(1)
    }
  }

  #quit(event: Electron.Event): void {
    if (this.#quitting) return
    this.#quitting = true
    // let the node close its logs and database before the app exits
    event.preventDefault()
    this.#window?.hide()
    void this.#core.stop().then(() => {
      this.#tray?.destroy()
      app.exit(0)
    })
  }
}
