import { join } from 'node:path'
import { app, dialog, ipcMain, Menu, Notification, powerMonitor, protocol, shell } from 'electron'
import type { IpcMainEvent } from 'electron'
import { systemClock } from '../../base/clock.ts'
import { messageOf } from '../../base/errors.ts'
import { answerApp, APP_SCHEME } from './app-protocol.ts'
import { isContent, relayContent } from './core/content-relay.ts'
import type { CoreInit, FromCore, TrayAction } from './core/core-messages.ts'
import { forkCore, forkReader, joinPageAndCore } from './core/core-process.ts'
import { CoreSupervisor, type CoreState } from './core/core-supervisor.ts'
import { ReaderProcesses } from './core/reader-processes.ts'
import { answerDesktopCall, keepAwake } from './desktop-calls.ts'
import { DesktopMemory } from './desktop-memory.ts'
import { DesktopNotices } from './desktop-notices.ts'
import type { OpenRequest } from './links.ts'
import { PendingLinks } from './pending-links.ts'
import { isAppPage } from './policy.ts'
import { secureApp } from './security.ts'
import { SystemIntegration } from './system/integration.ts'
import { type QuickAction, setDockMenu, setJumpList } from './system/quick-actions.ts'
import { DesktopUpdates } from './updates/desktop-updates.ts'
import { DesktopTray } from './window/desktop-tray.ts'
import { DesktopWindow } from './window/desktop-window.ts'
import { labelsFor } from './window/labels.ts'
import { type MenuActions, menuTemplate } from './window/menu-template.ts'
import type { TrayStatus } from './window/tray-text.ts'
import { UnseenBadge } from './window/unseen-badge.ts'

/** The desktop app: one window, a tray and a core, and the connections between them. */
export class DesktopApp {
  readonly #outDir: string
  readonly #icon: string
  readonly #init: CoreInit
  readonly #labels = labelsFor(app.getLocale())
  readonly #core: CoreSupervisor
  readonly #readers: ReaderProcesses
  readonly #notices: DesktopNotices
  readonly #window: DesktopWindow
  readonly #memory: DesktopMemory
  readonly #badge = new UnseenBadge(() => this.#window.open?.isFocused() ?? false)
  #status: TrayStatus | undefined
  readonly #integration: SystemIntegration
  readonly #updates = new DesktopUpdates((message) => void this.#core.post(message))
  #tray: DesktopTray | undefined
  #actions: MenuActions | undefined
  #closeTo: 'tray' | 'quit' = 'quit'
  #quitting = false
  #contentPort: number | undefined
  /** What was opened while the core was not running. */
  readonly #pending = new PendingLinks<OpenRequest>()
  /** The page has requested a port and not received one. */
  #portWanted = false

  /** `outDir` contains main, preload and renderer as built; `dataDir` is given if it is not the usual one. */
  constructor(outDir: string, init: CoreInit, dataDir: string | undefined) {
    this.#outDir = outDir
    this.#icon = join(outDir, 'renderer', 'icon.png')
    this.#init = init
    this.#notices = new DesktopNotices(({ title, body }) => new Notification({ title, body, icon: this.#icon }))
    this.#memory = new DesktopMemory(join(app.getPath('userData'), 'desktop.json'))
    this.#integration = new SystemIntegration(dataDir, this.#memory)
    this.#window = new DesktopWindow({
      preload: join(outDir, 'preload', 'preload.cjs'),
      icon: this.#icon,
      labels: this.#labels,
      hides: () => !this.#quitting && this.#closeTo === 'tray' && this.#tray?.visible === true,
      onHidden: () => this.#explainHiding(),
      onShown: () => void this.#tray?.look(),
      onFocus: () => this.#badge.clear(),
      onNavigation: () => {
        this.#portWanted = false
      },
      onSessionEnd: () => void this.#core.stop(),
    })
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

  /**
   * Opens window, tray and core. Call once, after Electron is ready. `hidden` shows no window while there is a tray
   * that can bring it back.
   */
  start(hidden = false): void {
    const renderer = join(this.#outDir, 'renderer')
    secureApp()
    protocol.handle(APP_SCHEME, (request) =>
      isContent(request.url) ? relayContent(this.#contentPort, request) : answerApp(renderer, request),
    )
    const actions = (this.#actions = {
      show: () => this.show(),
      quit: () => app.quit(),
      openDataFolder: () => void shell.openPath(this.#init.dataDir),
      settings: () => {
        this.show()
        this.#window.page?.send('hyoban:go', '/settings')
      },
      transfers: (action: TrayAction) => void this.#core.post({ type: 'tray', action }),
    })
    setJumpList(this.#integration.command, this.#labels)
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(this.#labels, process.platform, actions)))
    this.#tray = new DesktopTray(renderer, this.#labels, actions)
    ipcMain.on('hyoban:port', (event) => this.#portAsked(event))
    powerMonitor.on('suspend', () => this.#core.post({ type: 'suspend' }))
    powerMonitor.on('resume', () => this.#core.post({ type: 'resume' }))
    app.on('activate', () => this.show())
    app.on('window-all-closed', () => app.quit())
    app.on('before-quit', (event) => this.#quit(event))
    this.#core.start()
    this.#updates.start().catch((error: unknown) => console.error(`hyoban: ${messageOf(error)}`))
    if (hidden) void this.#startHidden(this.#tray)
    else this.show()
  }

  async #startHidden(tray: DesktopTray): Promise<void> {
    this.#window.openHidden()
    if (!(await tray.appears(systemClock))) this.show()
  }

  /** Passes a link or file that was opened to the core, which reads it; the page asks before anything follows. */
  open(request: OpenRequest): void {
    if (!this.#core.post(request)) this.#pending.add(request)
    if (app.isReady()) this.show()
  }

  /** Brings the window to the front, opening it if necessary. */
  show(): void {
    if (!this.#quitting) this.#window.show()
  }

  /** Executes an action of the jump list. */
  act(action: QuickAction): void {
    if (action === 'alternativeLimits')
      this.#actions?.transfers({ do: action, on: !(this.#status?.alternativeLimitsOn ?? false) })
    else this.#actions?.transfers({ do: action })
  }

  /** Says that another version was started, which cannot run beside this one, and what to do. */
  async explainOtherVersion(started: string): Promise<void> {
    this.show()
    const { quit, later, otherVersion } = this.#labels
    const message = otherVersion(app.getVersion(), started)
    console.error(`hyoban: ${message}`)
    const { response } = await dialog.showMessageBox({ type: 'info', message, buttons: [quit, later], cancelId: 1 })
    if (response === 0) app.quit()
  }

  #coreMessage(message: FromCore): void {
    if (message.type === 'content') this.#contentPort = message.port
    else if (message.type === 'settings') this.#closeTo = message.closeTo
    else if (message.type === 'log') console.error(`hyoban: ${message.line}`)
    else if (message.type === 'status') this.#setStatus(message.status)
    else if (message.type === 'events') this.#badge.add(message.count)
    else if (message.type === 'appUpdate') this.#updates.act(message.do)
    else if (message.type === 'reader') this.#readers.receive(message)
    else if (message.type === 'desktopIntegration')
      void this.#integration.answer(message).then((answer) => this.#core.post(answer))
    else if (message.type === 'desktopNotice') void this.#notify(message)
    else if (message.type === 'desktopCall') {
      const { open } = this.#window
      void answerDesktopCall(message, open, this.#labels, this.#memory, this.#icon).then((answer) =>
        this.#core.post(answer),
      )
    }
  }

  async #notify({ id, notice }: Extract<FromCore, { type: 'desktopNotice' }>): Promise<void> {
    const unshown = { shown: false, pressed: false }
    const { shown, pressed } = Notification.isSupported()
      ? await this.#notices.show(notice).catch(() => unshown)
      : unshown
    if (pressed) this.show()
    const path = pressed ? 'pressed' : shown ? 'shown' : null
    this.#core.post({ type: 'desktopAnswer', id, path, problem: '' })
  }

  /** Shows the node's state in the tray and on the taskbar. */
  #setStatus(status: TrayStatus | undefined): void {
    this.#status = status
    this.#tray?.setStatus(status)
    if (this.#actions) setDockMenu(this.#labels, this.#actions, status)
    this.#window.open?.setProgressBar(status?.downloads.progress ?? -1)
  }

  /** Explains once that the app keeps running in the tray. */
  #explainHiding(): void {
    if (!this.#memory.firstHiding() || !Notification.isSupported()) return
    const { hidden, hiddenText } = this.#labels
    void this.#notices.show({ tag: 'hidden', title: hidden, body: hiddenText }).then(
      ({ pressed }) => pressed && this.show(),
      () => undefined,
    )
  }

  #portAsked(event: IpcMainEvent): void {
    const { page } = this.#window
    const frame = event.senderFrame
    if (!page || event.sender !== page || !frame || frame !== page.mainFrame || !isAppPage(frame.url)) return
    this.#portWanted = !joinPageAndCore(page, this.#core)
    page.send('hyoban:core', this.#core.state)
  }

  #coreChanged(state: CoreState): void {
    const { page } = this.#window
    page?.send('hyoban:core', state)
    if (state.state === 'running') {
      this.#pending.flush((request) => this.#core.post(request))
      this.#updates.report()
    } else {
      keepAwake(false)
      this.#setStatus(undefined)
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
    this.#window.hide()
    void this.#core.stop().then(() => {
      this.#tray?.destroy()
      app.exit(0)
    })
  }
}
