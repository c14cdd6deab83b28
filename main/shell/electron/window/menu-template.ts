import type { MenuItemConstructorOptions } from 'electron'
import type { Labels } from './labels.ts'

export interface MenuActions {
  show(): void
  quit(): void
  openDataFolder(): void
}

const separator: MenuItemConstructorOptions = { type: 'separator' }

function appMenu(labels: Labels): MenuItemConstructorOptions {
  return {
    label: 'Hyoban',
    submenu: [
      { role: 'about', label: labels.about },
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
  return [
    ...(mac ? [appMenu(labels)] : []),
    {
      label: labels.file,
      submenu: [
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
        { label: labels.show, click: () => actions.show() },
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

/** The tray icon's menu. */
export function trayTemplate(labels: Labels, actions: MenuActions): MenuItemConstructorOptions[] {
  return [
    { label: labels.show, click: () => actions.show() },
    separator,
    { label: labels.quit, click: () => actions.quit() },
  ]
}
