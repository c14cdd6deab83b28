import { join } from 'node:path'
import { Menu, nativeImage, Tray } from 'electron'
import type { Clock } from '../../../base/clock.ts'
import type { Labels } from './labels.ts'
import { trayTemplate, type MenuActions } from './menu-template.ts'
import { showsTrayIcons } from './status-notifier.ts'
import { trayText, type TrayStatus } from './tray-text.ts'

const TRAY_PIXELS = 22
/** How often, and at which interval in ms, a start at login looks for the desktop's panel. */
const MAX_LOOKS = 6
const LOOK_EVERY_MS = 1000

/** macOS colours a template image itself, and finds the `@2x` file beside it. */
function trayImage(folder: string): Electron.NativeImage {
  if (process.platform !== 'darwin')
    return nativeImage.createFromPath(join(folder, 'icon.png')).resize({ width: TRAY_PIXELS, height: TRAY_PIXELS })
  const image = nativeImage.createFromPath(join(folder, 'trayTemplate.png'))
  image.setTemplateImage(true)
  return image
}

/** The icon in the system's tray, where there is one. */
export class DesktopTray {
  readonly #labels: Labels
  readonly #actions: MenuActions
  /** The menu as last made: a new one closes an open one on some desktops. */
  #menu = ''
  #tray: Tray | undefined
  #shown = process.platform !== 'linux'

  /** `folder` contains the images. */
  constructor(folder: string, labels: Labels, actions: MenuActions) {
    this.#labels = labels
    this.#actions = actions
    try {
      const tray = new Tray(trayImage(folder))
      tray.on('click', () => actions.show())
      this.#tray = tray
      this.setStatus(undefined)
    } catch {
      // without a tray on this desktop, closing the window quits
    }
  }

  /** Whether the user can see the icon, and so get the hidden window back. */
  get visible(): boolean {
    return this.#tray !== undefined && this.#shown
  }

  /** Finds out whether this desktop shows tray icons, which on Linux may change with an extension. */
  async look(): Promise<void> {
    if (process.platform === 'linux') this.#shown = await showsTrayIcons()
  }

  /** Whether the icon can be seen, at the latest after some seconds: at login, the desktop's panel may come later. */
  async appears(clock: Clock): Promise<boolean> {
    for (let looks = 1; this.#tray; looks++) {
      await this.look()
      if (this.visible || looks === MAX_LOOKS) break
      await new Promise<void>((resolve) => clock.after(LOOK_EVERY_MS, resolve))
    }
    return this.visible
  }

  /** Shows the node's state, or only the app's name without one. */
  setStatus(status: TrayStatus | undefined): void {
    this.#tray?.setToolTip(trayText(this.#labels, status))
    const template = trayTemplate(this.#labels, this.#actions, status)
    const text = JSON.stringify(template)
    if (text === this.#menu) return
    this.#menu = text
    this.#tray?.setContextMenu(Menu.buildFromTemplate(template))
  }

  destroy(): void {
    this.#tray?.destroy()
    this.#tray = undefined
  }
}
