/**
 * A stand-in for Electron where no binary can be had: windows are pages of a real Chromium, utility processes are real
 * processes, and calls are as strict as Electron's. It proves nothing about asar, signing, Chromium's sandbox or the
 * desktop that Electron draws on.
 */
import { serveControl } from './control.ts'

export { app } from './app.ts'
export { BrowserWindow } from './window.ts'
export { ipcMain } from './web-contents.ts'
export { Menu } from './menu.ts'
export { MessageChannelMain } from './ports.ts'
export { protocol, session } from './session.ts'
export {
  clipboard,
  dialog,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  screen,
  shell,
  Tray,
} from './system.ts'
export { utilityProcess } from './utility-process.ts'

serveControl()
