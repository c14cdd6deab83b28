import { app, Menu } from 'electron'
import type { MenuActions } from '../window/menu-template.ts'
import { quickItems } from '../window/menu-template.ts'
import type { Labels } from '../window/labels.ts'
import type { TrayStatus } from '../window/tray-text.ts'
import type { LaunchCommand } from './desktop-entry.ts'

const PREFIX = '--do='
/** Actions of the jump list; a second start brings them to the running app. */
const TASKS = ['pauseAll', 'resumeAll', 'alternativeLimits'] as const
export type QuickAction = (typeof TASKS)[number]

/** The action that a second start was made for, or undefined. */
export function quickActionIn(args: readonly string[]): QuickAction | undefined {
  const name = args.find((arg) => arg.startsWith(PREFIX))?.slice(PREFIX.length)
  return TASKS.find((task) => task === name)
}

/** Offers the actions on transfers in Windows' jump list; `command` starts the app. */
export function setJumpList({ program, args }: LaunchCommand, labels: Labels): void {
  if (process.platform !== 'win32') return
  app.setUserTasks(
    TASKS.map((task) => ({
      program,
      arguments: [...args.map((arg) => `"${arg}"`), `${PREFIX}${task}`].join(' '),
      iconPath: program,
      iconIndex: 0,
      title: labels[task],
      description: labels[task],
    })),
  )
}

/** Offers the same in the menu of macOS' dock, which shows them as the tray does. */
export function setDockMenu(labels: Labels, actions: MenuActions, status: TrayStatus | undefined): void {
  app.dock?.setMenu(Menu.buildFromTemplate(quickItems(labels, actions, status)))
}
