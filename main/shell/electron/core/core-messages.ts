import type { ErrorCode } from '../../../base/errors.ts'
import type { DesktopNotice } from '../../../node.ts'
import type { TrayStatus } from '../window/tray-text.ts'

/** What the core needs to start; plain data, it crosses a process boundary. */
export interface CoreInit {
  dataDir: string
  bootstrap?: string[]
  host?: string
  /** Joins a demo community of so many peers instead of a real one. */
  demo?: { peers: number }
  setup?: { name?: string; community?: string; share?: string[]; downloadFolder?: string }
}

/** What the core asks the main process to do on the desktop. */
export type DesktopCall = 'pickFolder' | 'openFile' | 'revealFile' | 'keepAwake'

/** Main process to core. 'connect' carries one MessagePort, over which the contract is served. */
export type ToCore =
  | { type: 'init'; init: CoreInit }
  | { type: 'connect' }
  | { type: 'openLink'; link: string }
  | { type: 'suspend' }
  | { type: 'resume' }
  | { type: 'close' }
  | { type: 'desktopAnswer'; id: number; path: string | null; problem: string }

/** Core to main process. */
export type FromCore =
  | { type: 'ready' }
  | { type: 'failed'; code: ErrorCode; message: string; hint: string }
  /** Where the core serves contents on 127.0.0.1. */
  | { type: 'content'; port: number }
  | { type: 'settings'; closeTo: 'tray' | 'quit' }
  /** For the tray, every two seconds at most. */
  | { type: 'status'; status: TrayStatus }
  | { type: 'desktopCall'; id: number; call: DesktopCall; path: string }
  /** Answered when it is gone; `path` 'pressed' if it was pressed. */
  | { type: 'desktopNotice'; id: number; notice: DesktopNotice }
  | { type: 'log'; line: string }
