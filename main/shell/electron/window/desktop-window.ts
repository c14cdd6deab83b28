import type { BrowserWindow, WebContents } from 'electron'
import { contextMenu } from './context-menu.ts'
import type { Labels } from './labels.ts'
import { openMainWindow } from './main-window.ts'

/** A page whose process dies more often than this is left alone. */
const MAX_RELOADS = 3

export interface DesktopWindowOptions {
  preload: string
  icon: string
  labels: Labels
  /** Whether closing the window hides it instead. */
  hides: () => boolean
  onHidden: () => void
  onShown: () => void
  /** The user looks at the window. */
  onFocus: () => void
  /** The page is about to be replaced by another document. */
  onNavigation: () => void
  /** The system ends the session (Windows). */
  onSessionEnd: () => void
}

/** The app's only window: opened when needed, hidden instead of closed where that is wanted. */
export class DesktopWindow {
  readonly #options: DesktopWindowOptions
  #window: BrowserWindow | undefined
  /** Shown for the first time when it has something to show. */
  #ready = false
  /** The window is to stay hidden once it is ready. */
  #quiet = false
  #reloads = 0

  constructor(options: DesktopWindowOptions) {
    this.#options = options
  }

  /** The window, unless none is open. */
  get open(): BrowserWindow | undefined {
    return this.#window && !this.#window.isDestroyed() ? this.#window : undefined
  }

  /** The page, unless no window is open. */
  get page(): WebContents | undefined {
    return this.open?.webContents
  }

  /** Brings the window to the front, opening it if necessary. */
  show(): void {
    const window = this.open
    this.#quiet = false
    if (!window) return this.#openNew()
    // a window without content would flash; it shows itself as soon as it has some
    if (!this.#ready) return
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  /** Opens the window without showing it, so that its page can notify. */
  openHidden(): void {
    this.#quiet = true
    this.#openNew()
  }

  /** Hides the window; macOS would keep an empty full-screen space, so that is left first. */
  hide(): void {
    const window = this.open
    if (!window) return
    if (!window.isFullScreen()) return window.hide()
    window.once('leave-full-screen', () => this.open?.hide())
    window.setFullScreen(false)
  }

  #openNew(): void {
    const { preload, icon, labels } = this.#options
    const window = openMainWindow({ preload, icon })
    this.#ready = false
    window.once('ready-to-show', () => {
      this.#ready = true
      if (!this.#quiet) window.show()
    })
    window.on('close', (event) => this.#closing(event))
    window.on('show', () => this.#options.onShown())
    window.on('focus', () => this.#options.onFocus())
    window.on('session-end', () => this.#options.onSessionEnd())
    const page = window.webContents
    page.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) this.#options.onNavigation()
    })
    page.on('render-process-gone', (_event, { reason }) => this.#pageGone(reason))
    page.on('context-menu', (_event, params) => contextMenu(params, labels)?.popup({ window }))
    this.#window = window
  }

  #closing(event: Electron.Event): void {
    if (!this.#options.hides()) return
    event.preventDefault()
    this.hide()
    this.#options.onHidden()
  }

  #pageGone(reason: string): void {
    if (reason === 'clean-exit') return
    console.error(`hyoban: the page's process is gone (${reason})`)
    if (++this.#reloads <= MAX_RELOADS) this.page?.reload()
  }
}
