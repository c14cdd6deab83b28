import { app } from './app.ts'
import { Menu } from './menu.ts'
import { session } from './session.ts'
import { answers, asked, powerMonitor } from './system.ts'
import { running } from './utility-process.ts'
import { BrowserWindow } from './window.ts'

const onlyWindow = (): BrowserWindow => {
  const window = BrowserWindow.getAllWindows()[0]
  if (!window) throw new Error('no window is open')
  return window
}

/** What a test can do to the app from outside, as its user or its system would. */
const commands = {
  windows: () =>
    BrowserWindow.getAllWindows().map((window) => ({
      visible: window.isVisible(),
      focused: window.focused,
      progress: window.progress,
      full: window.isFullScreen(),
      reloads: window.webContents.reloads,
      url: window.webContents.getURL(),
    })),
  closeWindow: () => onlyWindow().close(),
  fullScreen: (on: boolean) => onlyWindow().setFullScreen(on),
  rendererGone: (reason: string) => onlyWindow().webContents.emit('render-process-gone', {}, { reason, exitCode: 1 }),
  contextMenu: (params: unknown) => {
    Menu.popped = undefined
    onlyWindow().webContents.emit('context-menu', {}, params)
    return (Menu.popped as Menu | undefined)?.model ?? null
  },
  menu: () => Menu.application?.model ?? null,
  pressMenu: (...path: string[]) => Menu.application?.press(path),
  trays: () =>
    asked.trays
      .filter((tray) => !tray.isDestroyed())
      .map(({ tooltip, menu }) => ({ tooltip, items: menu?.model ?? [] })),
  clickTray: () => void asked.trays.at(-1)?.emit('click'),
  pressTray: (...path: string[]) => asked.trays.at(-1)?.menu?.press(path),
  asked: () => ({
    ...asked,
    awake: asked.awake.size,
    trays: asked.trays.length,
    notifications: asked.notifications.map(({ title, body, actions }) => ({ title, body, actions })),
  }),
  told: () => app.told,
  answerDialog: (path: string | null) => void answers.push(path),
  clickNotification: (index: number) => void asked.notifications.at(index)?.emit('click'),
  permission: (name: string, url: string) => session.defaultSession.granted(name, url),
  request: async (url: string, headers: Record<string, string>) => {
    const answer = await session.defaultSession.answer(new Request(url, { headers }))
    return answer && { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() }
  },
  openUrl: (url: string) => void app.emit('open-url', { preventDefault: () => {} }, url),
  openFile: (path: string) => void app.emit('open-file', { preventDefault: () => {} }, path),
  suspend: () => void powerMonitor.emit('suspend'),
  resume: () => void powerMonitor.emit('resume'),
  processes: () =>
    [...running].map(({ pid, serviceName, arguments: given }) => ({ pid, serviceName, arguments: given })),
  quit: () => app.quit(),
  path: (name: string) => app.getPath(name),
}

export type Commands = typeof commands
interface Call {
  id: number
  name: keyof Commands
  args: unknown[]
}
export type Answer = { id: number; value: unknown } | { id: number; problem: string }

/** Executes the commands of the test that started this process. */
export function serveControl(): void {
  process.on('message', ({ id, name, args }: Call) => {
    const reply = (answer: Answer): void => void (process.connected && process.send?.(answer))
    const run = commands[name] as (...args: unknown[]) => unknown
    void (async () => run(...args))().then(
      (value) => reply({ id, value }),
      (error: unknown) => reply({ id, problem: error instanceof Error ? error.message : String(error) }),
    )
  })
  // the control channel must not keep the app alive
  process.channel?.unref()
}
