import { EventEmitter } from 'node:events'
import { emitPreventable, requireAlive, requireReady } from './strict.ts'
import { WebContents } from './web-contents.ts'

interface WindowOptions {
  x?: number
  y?: number
  width?: number
  height?: number
  show?: boolean
  webPreferences?: { preload?: string; contextIsolation?: boolean; sandbox?: boolean; nodeIntegration?: boolean }
}

const windows = new Set<BrowserWindow>()

/** Electron's BrowserWindow: a page of Chromium, with the state that a window manager would keep. */
export class BrowserWindow extends EventEmitter {
  static readonly events = new EventEmitter()
  readonly options: WindowOptions
  readonly #contents: WebContents
  #destroyed = false
  #visible: boolean
  #minimized = false
  #maximized = false
  #fullScreen = false
  /** Progress of the taskbar, -1 for none. */
  progress = -1
  /** Times that the window was brought to the front. */
  focused = 0

  constructor(options: WindowOptions) {
    super()
    requireReady('BrowserWindow')
    const { preload = '', contextIsolation, sandbox, nodeIntegration } = options.webPreferences ?? {}
    if (!contextIsolation || !sandbox || nodeIntegration) throw new Error('the stand-in runs isolated pages only')
    this.options = options
    this.#visible = options.show ?? true
    this.#contents = new WebContents(preload, { width: options.width ?? 800, height: options.height ?? 600 })
    this.#contents.once('did-finish-load', () => !this.#destroyed && this.emit('ready-to-show'))
    windows.add(this)
    BrowserWindow.events.emit('contents', this.#contents)
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows]
  }

  get webContents(): WebContents {
    requireAlive(this.#destroyed)
    return this.#contents
  }

  isDestroyed = (): boolean => this.#destroyed
  isVisible = (): boolean => (requireAlive(this.#destroyed), this.#visible)
  isMinimized = (): boolean => (requireAlive(this.#destroyed), this.#minimized)
  isMaximized = (): boolean => (requireAlive(this.#destroyed), this.#maximized)
  isFullScreen = (): boolean => (requireAlive(this.#destroyed), this.#fullScreen)
  isFocused = (): boolean => (requireAlive(this.#destroyed), this.#visible)

  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    requireAlive(this.#destroyed)
    const { x = 0, y = 0, width = 800, height = 600 } = this.options
    return { x, y, width, height }
  }

  loadURL(url: string): Promise<void> {
    requireAlive(this.#destroyed)
    return this.#contents.load(url)
  }

  show(): void {
    requireAlive(this.#destroyed)
    this.#visible = true
    this.emit('show')
    this.emit('focus')
  }

  hide(): void {
    requireAlive(this.#destroyed)
    this.#visible = false
    this.emit('hide')
  }

  focus(): void {
    requireAlive(this.#destroyed)
    this.focused++
    this.emit('focus')
  }

  minimize(): void {
    requireAlive(this.#destroyed)
    this.#minimized = true
  }

  restore(): void {
    requireAlive(this.#destroyed)
    this.#minimized = false
  }

  maximize(): void {
    requireAlive(this.#destroyed)
    this.#maximized = true
  }

  setFullScreen(on: boolean): void {
    requireAlive(this.#destroyed)
    this.#fullScreen = on
    queueMicrotask(() => this.emit(on ? 'enter-full-screen' : 'leave-full-screen'))
  }

  setProgressBar(progress: number): void {
    requireAlive(this.#destroyed)
    this.progress = progress
  }

  flashFrame(): void {
    requireAlive(this.#destroyed)
  }

  close(): void {
    if (this.#destroyed) return
    if (emitPreventable(this, 'close')) this.destroy()
  }

  destroy(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    windows.delete(this)
    this.#contents.destroy()
    this.emit('closed')
    if (windows.size === 0) BrowserWindow.events.emit('all-closed')
  }
}
