import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import type { Menu } from './menu.ts'
import { requireAlive, requireReady } from './strict.ts'

/** What the app asked of the system, for the tests. */
export const asked = {
  opened: [] as string[],
  revealed: [] as string[],
  outside: [] as string[],
  errors: [] as { title: string; content: string }[],
  messages: [] as string[],
  dialogs: [] as { defaultPath?: string; properties?: string[] }[],
  notifications: [] as Notification[],
  awake: new Set<number>(),
  trays: [] as Tray[],
}
/** Folders that the next dialogs answer with; null cancels. */
export const answers: (string | null)[] = []

export const dialog = {
  showOpenDialog: async (...args: unknown[]): Promise<{ canceled: boolean; filePaths: string[] }> => {
    requireReady('dialog')
    const options = (args.at(-1) ?? {}) as { defaultPath?: string; properties?: string[] }
    asked.dialogs.push(options)
    const path = answers.shift() ?? null
    return path === null ? { canceled: true, filePaths: [] } : { canceled: false, filePaths: [path] }
  },
  showMessageBox: async ({ message }: { message: string }): Promise<{ response: number }> => {
    requireReady('dialog')
    asked.messages.push(message)
    return { response: 0 }
  },
  showErrorBox: (title: string, content: string): void => void asked.errors.push({ title, content }),
}

export const clipboard = { text: '', writeText: (text: string): void => void (clipboard.text = text) }

export const shell = {
  openPath: async (path: string): Promise<string> => (asked.opened.push(path), ''),
  showItemInFolder: (path: string): void => void asked.revealed.push(path),
  openExternal: async (url: string): Promise<void> => void asked.outside.push(url),
}

/** An image of which only its file counts. */
class NativeImage {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  isEmpty(): boolean {
    return !existsSync(this.path)
  }

  resize(): NativeImage {
    return this
  }

  addRepresentation(): void {}

  setTemplateImage(): void {}
}

export const nativeImage = {
  createFromPath: (path: string): NativeImage => new NativeImage(path),
  createEmpty: (): NativeImage => new NativeImage(''),
}

export const nativeTheme = Object.assign(new EventEmitter(), { shouldUseDarkColors: false })

export class Tray extends EventEmitter {
  tooltip = ''
  menu: Menu | null = null
  #destroyed = false

  constructor(image: NativeImage) {
    super()
    requireReady('Tray')
    if (image.isEmpty()) throw new Error('Failed to load image')
    if (process.env['STAND_IN_TRAY'] === 'none') throw new Error('no tray on this desktop')
    asked.trays.push(this)
  }

  setToolTip(text: string): void {
    requireAlive(this.#destroyed)
    this.tooltip = text
  }

  setContextMenu(menu: Menu | null): void {
    requireAlive(this.#destroyed)
    this.menu = menu
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }

  destroy(): void {
    this.#destroyed = true
  }
}

export class Notification extends EventEmitter {
  readonly title: string
  readonly body: string
  readonly actions: { type: string; text: string }[]

  constructor(options: { title?: string; body?: string; actions?: { type: string; text: string }[] } = {}) {
    super()
    requireReady('Notification')
    this.title = options.title ?? ''
    this.body = options.body ?? ''
    this.actions = options.actions ?? []
  }

  static isSupported(): boolean {
    return process.env['STAND_IN_NOTIFICATIONS'] !== 'none'
  }

  show(): void {
    asked.notifications.push(this)
    if (process.env['STAND_IN_NOTIFICATIONS'] === 'fail') queueMicrotask(() => this.emit('failed', {}, 'not allowed'))
    else this.emit('show')
  }

  close(): void {
    this.emit('close')
  }
}

export const powerMonitor = new EventEmitter()

let nextBlocker = 1
export const powerSaveBlocker = {
  start: (type: string): number => {
    if (type !== 'prevent-app-suspension' && type !== 'prevent-display-sleep') throw new TypeError(`bad type ${type}`)
    asked.awake.add(nextBlocker)
    return nextBlocker++
  },
  stop: (id: number): boolean => asked.awake.delete(id),
}

const display = { workArea: { x: 0, y: 0, width: 1280, height: 800 } }
export const screen = Object.assign(new EventEmitter(), {
  getPrimaryDisplay: () => (requireReady('screen'), display),
  getAllDisplays: () => (requireReady('screen'), [display]),
})
