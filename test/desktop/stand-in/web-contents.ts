import { asked } from './system.ts'
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { CDPSession, Page } from 'playwright'
import { openPage, toChromium, toElectron } from './browser.ts'
import type { MessagePortMain, PortEnd } from './ports.ts'
import { emitPreventable, requireAlive } from './strict.ts'
import { session } from './session.ts'
import { fromText, PAGE_WORLD, PRELOAD_WORLD, preloadWorld, TO_MAIN, TO_PRELOAD, toText } from './worlds.ts'

export const ipcMain = new EventEmitter()

type FromPreload = { kind: 'ipc'; channel: string; args: unknown[] } | { kind: 'port'; port: number; data: unknown }

let nextPort = 1

/** A page of Chromium as Electron's main process sees it. */
export class WebContents extends EventEmitter {
  readonly session = session.defaultSession
  readonly mainFrame: { readonly url: string }
  openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' })
  zoomFactor = 1
  reloads = 0
  /** The edits that a menu asked for. */
  readonly edits: string[] = []
  #destroyed = false
  readonly #page: Promise<{ page: Page; cdp: CDPSession }>
  /** The isolated world of the document that is shown. */
  #world: number | undefined
  readonly #ports = new Map<number, PortEnd>()

  constructor(preload: string, size: { width: number; height: number }) {
    super()
    this.#page = this.#open(preload, size)
    const url = (): string => this.getURL()
    this.mainFrame = {
      get url() {
        return url()
      },
    }
  }

  #url = ''

  getURL(): string {
    requireAlive(this.#destroyed)
    return this.#url
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }

  setWindowOpenHandler(handler: WebContents['openHandler']): void {
    requireAlive(this.#destroyed)
    this.openHandler = handler
  }

  send(channel: string, ...args: unknown[]): void {
    requireAlive(this.#destroyed)
    this.#toPreload({ kind: 'ipc', channel, args, ports: [] })
  }

  postMessage(channel: string, message: unknown, transfer: readonly MessagePortMain[] = []): void {
    requireAlive(this.#destroyed)
    const ports = transfer.map((port) => {
      const id = nextPort++
      const end = port.transfer({
        deliver: (data) => this.#toPreload({ kind: 'port', port: id, data }),
        close: () => this.#toPreload({ kind: 'close', port: id }),
      })
      this.#ports.set(id, end)
      return id
    })
    this.#toPreload({ kind: 'ipc', channel, args: [message], ports })
  }

  reload(): void {
    requireAlive(this.#destroyed)
    this.reloads++
    void this.#page.then(({ page }) => page.reload()).catch(() => {})
  }

  startDrag({ file, icon }: { file: string; icon: { isEmpty(): boolean } }): void {
    requireAlive(this.#destroyed)
    if (icon.isEmpty()) throw new Error("Must specify non-empty 'icon' option")
    asked.dragged.push(file)
  }

  setZoomFactor(factor: number): void {
    requireAlive(this.#destroyed)
    this.zoomFactor = factor
  }

  async load(url: string): Promise<void> {
    const { page } = await this.#page
    await page.goto(toChromium(url)).catch(() => {})
  }

  destroy(): void {
    this.#destroyed = true
    this.#closePorts()
    void this.#page.then(({ page }) => page.close()).catch(() => {})
    this.emit('destroyed')
  }

  async #open(preload: string, size: { width: number; height: number }): Promise<{ page: Page; cdp: CDPSession }> {
    const page = await openPage()
    await page.setViewportSize(size)
    const cdp = await page.context().newCDPSession(page)
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === PRELOAD_WORLD) this.#world = context.id
    })
    cdp.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === TO_MAIN) this.#received(fromText(payload) as FromPreload)
    })
    await cdp.send('Page.enable')
    await cdp.send('Runtime.enable')
    await cdp.send('Runtime.addBinding', { name: TO_MAIN, executionContextName: PRELOAD_WORLD })
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: PAGE_WORLD })
    const source = preloadWorld(readFileSync(preload, 'utf8'))
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: PRELOAD_WORLD })
    cdp.on('Page.frameStartedNavigating', ({ url }) => this.#navigating(toElectron(url)))
    page.on('domcontentloaded', () => this.emit('dom-ready'))
    page.on('load', () => this.emit('did-finish-load'))
    page.on('popup', (popup) => {
      this.openHandler({ url: popup.url() })
      void popup.close()
    })
    page.on('download', (download) => {
      if (!emitPreventable(this.session, 'will-download', { getURL: () => toElectron(download.url()) }))
        void download.cancel()
    })
    return { page, cdp }
  }

  #navigating(url: string): void {
    this.#closePorts()
    this.#world = undefined
    this.#url = url
    this.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false, url })
  }

  #closePorts(): void {
    for (const end of this.#ports.values()) end.closed()
    this.#ports.clear()
  }

  #received(message: FromPreload): void {
    if (this.#destroyed) return
    if (message.kind === 'port') return this.#ports.get(message.port)?.received(message.data)
    ipcMain.emit(message.channel, { sender: this, senderFrame: this.mainFrame, ports: [] }, ...message.args)
  }

  #toPreload(message: unknown): void {
    const contextId = this.#world
    // nobody listens in a document that has not begun
    if (contextId === undefined || this.#destroyed) return
    const expression = `${TO_PRELOAD}(${JSON.stringify(toText(message))})`
    void this.#page.then(({ cdp }) => cdp.send('Runtime.evaluate', { expression, contextId })).catch(() => {})
  }
}
