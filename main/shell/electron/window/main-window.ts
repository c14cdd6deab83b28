import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import { APP_ORIGIN } from '../app-protocol.ts'
import { MIN_SIZE, parseWindowState, placeWindow, type WindowState } from './window-state.ts'

/** Delay between a move and saving it, in ms. */
const SAVE_AFTER_MS = 500

const stateFile = (): string => join(app.getPath('userData'), 'window.json')

function savedState(): WindowState | undefined {
  try {
    return parseWindowState(readFileSync(stateFile(), 'utf8'))
  } catch {
    return undefined
  }
}

function save(window: BrowserWindow): void {
  const state: WindowState = { ...window.getNormalBounds(), maximized: window.isMaximized() }
  try {
    writeFileSync(stateFile(), JSON.stringify(state))
  } catch {
    // on a full or read-only disk the window only forgets its position
  }
}

/** Creates the main window, not shown yet, at its last position, and saves later changes. */
export function openMainWindow(paths: { preload: string; icon: string }): BrowserWindow {
  const areas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map((display) => display.workArea)
  const { maximized, ...place } = placeWindow(savedState(), areas)
  const window = new BrowserWindow({
    ...place,
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    show: false,
    title: 'Hyoban',
    icon: paths.icon,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1a1b1e' : '#ffffff',
    autoHideMenuBar: true,
    webPreferences: {
      preload: paths.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  })
  if (maximized) window.maximize()
  let timer: ReturnType<typeof setTimeout> | undefined
  const later = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => !window.isDestroyed() && save(window), SAVE_AFTER_MS)
  }
  window.on('resize', later)
  window.on('move', later)
  window.on('close', () => {
    clearTimeout(timer)
    save(window)
  })
  void window.loadURL(`${APP_ORIGIN}/`)
  return window
}
