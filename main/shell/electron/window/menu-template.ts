import type { MenuItemConstructorOptions } from 'electron'
import type { TrayAction } from '../core/core-messages.ts'
import type { Labels } from './labels.ts'
import { trayText, type TrayStatus } from './tray-text.ts'

export interface MenuActions {
  show(): void
  quit(): void
  openDataFolder(): void
  /** Shows the settings in the window. */
  settings(): void
  /** Does something with the transfers. */
  transfers(action: TrayAction): void
}

const separator: MenuItemConstructorOptions = { type: 'separator' }

function appMenu(labels: Labels, settings: MenuItemConstructorOptions): MenuItemConstructorOptions {
  return {
    label: 'Hyoban',
    submenu: [
      { role: 'about', label: labels.about },
      separator,
      settings,
      separator,
      { role: 'services', label: labels.services },
      separator,
      { role: 'hide', label: labels.hide },
      { role: 'hideOthers', label: labels.hideOthers },
      { role: 'unhide', label: labels.showAll },
      separator,
      { role: 'quit', label: labels.quit },
    ],
  }
}

/** The application menu; on macOS it starts with the app menu. */
export function menuTemplate(
  labels: Labels,
  platform: NodeJS.Platform,
  actions: MenuActions,
): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin'
  const quit: MenuItemConstructorOptions = {
    label: labels.quit,
    accelerator: 'CmdOrCtrl+Q',
    click: () => actions.quit(),
  }
  const settings: MenuItemConstructorOptions = {
    label: labels.settings,
    accelerator: 'CmdOrCtrl+,',
    click: () => actions.settings(),
  }
  return [
    ...(mac ? [appMenu(labels, settings)] : []),
    {
      label: labels.file,
      submenu: [
        ...(mac ? [] : [settings]),
        { label: labels.dataFolder, click: () => actions.openDataFolder() },
        separator,
        { role: 'close', label: labels.closeWindow },
        ...(mac ? [] : [separator, quit]),
      ],
    },
    {
      label: labels.edit,
      submenu: [
        { role: 'undo', label: labels.undo },
        { role: 'redo', label: labels.redo },
        separator,
        { role: 'cut', label: labels.cut },
        { role: 'copy', label: labels.copy },
        { role: 'paste', label: labels.paste },
        { role: 'selectAll', label: labels.selectAll },
      ],
    },
    {
      label: labels.view,
      submenu: [
        { role: 'reload', label: labels.reload },
        separator,
        { role: 'resetZoom', label: labels.actualSize },
        { role: 'zoomIn', label: labels.zoomIn },
        { role: 'zoomOut', label: labels.zoomOut },
        separator,
        { role: 'togglefullscreen', label: labels.fullScreen },
      ],
    },
    {
      label: labels.window,
      role: 'windowMenu',
      submenu: [
        { role: 'minimize', label: labels.minimize },
        ...(mac ? [{ role: 'zoom', label: labels.zoom } satisfies MenuItemConstructorOptions, separator] : []),
        { label: labels.show, click: () => actions.show() },
        ...(mac ? [{ role: 'front', label: labels.allToFront } satisfies MenuItemConstructorOptions] : []),
      ],
    },
    ...(mac
      ? []
      : [
          {
            label: labels.help,
            submenu: [{ role: 'about', label: labels.about }],
          } satisfies MenuItemConstructorOptions,
        ]),
  ]
}

/** Longest name in a menu, in characters. */
const MAX_NAME = 48

/** Menus take "&" as the mark of a shortcut, and a name may be long. */
function menuName(name: string): string {
  const letters = [...name]
  const short = letters.length > MAX_NAME ? `${letters.slice(0, MAX_NAME - 1).join('')}…` : name
  return short.replaceAll('&', '&&')
}

/** What the tray, the dock and the jump list offer for all transfers. */
export function quickItems(
  labels: Labels,
  actions: MenuActions,
  status: TrayStatus | undefined,
): MenuItemConstructorOptions[] {
  const { running = 0, paused = 0 } = status?.downloads ?? {}
  const on = status?.alternativeLimitsOn ?? false
  return [
    { label: labels.pauseAll, enabled: running > 0, click: () => actions.transfers({ do: 'pauseAll' }) },
    { label: labels.resumeAll, enabled: paused > 0, click: () => actions.transfers({ do: 'resumeAll' }) },
    {
      label: labels.alternativeLimits,
      type: 'checkbox',
      checked: on,
      enabled: status !== undefined,
      click: () => actions.transfers({ do: 'alternativeLimits', on: !on }),
    },
  ]
}

/** The tray icon's menu: state and rates, the downloads as a whole, and those finished last. */
export function trayTemplate(
  labels: Labels,
  actions: MenuActions,
  status: TrayStatus | undefined,
): MenuItemConstructorOptions[] {
  const state = trayText(labels, status).split('\n').slice(-1)
  const recent = status?.downloads.recent ?? []
  return [
    ...(status ? state.map((label) => ({ label, enabled: false })) : []),
    { label: labels.show, click: () => actions.show() },
    separator,
    ...quickItems(labels, actions, status),
    {
      label: labels.recent,
      enabled: recent.length > 0,
      submenu: recent.map(({ id, name }) => ({
        label: menuName(name),
        click: () => actions.transfers({ do: 'reveal', id }),
      })),
    },
    separator,
    { label: labels.quit, click: () => actions.quit() },
  ]
}
