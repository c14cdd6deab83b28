import type { ErrorCode } from '../../../base/errors.ts'
import type { AppUpdate, DesktopIntegration } from '../../../contract/desktop.ts'
import type { DesktopNotice, IntegrationChange } from '../../../node.ts'
import type { FromReaders, ToReaders } from './reader-messages.ts'
import type { TrayStatus } from '../window/tray-text.ts'

/** Start parameters of the core; plain data that crosses a process boundary. */
export interface CoreInit {
  dataDir: string
  bootstrap?: string[]
  host?: string
  /** Starts a demo community of this many peers instead of joining a real one. */
  demo?: { peers: number }
  setup?: { name?: string; community?: string; share?: string[]; downloadFolder?: string }
}

/** Desktop functions that the core requests from the main process. */
export type DesktopCall = 'pickFolder' | 'openFile' | 'revealFile' | 'dragFile' | 'keepAwake'

/** An item of the tray's menu that concerns transfers. */
export type TrayAction =
  { do: 'pauseAll' } | { do: 'resumeAll' } | { do: 'alternativeLimits'; on: boolean } | { do: 'reveal'; id: string }

/** Main process to core. 'connect' carries a MessagePort on which the contract is served. */
export type ToCore =
  | { type: 'init'; init: CoreInit }
  | { type: 'connect' }
  | { type: 'openLink'; link: string }
  | { type: 'openFile'; path: string }
  | { type: 'suspend' }
  | { type: 'resume' }
  | { type: 'tray'; action: TrayAction }
  | { type: 'appUpdate'; update: AppUpdate }
  | { type: 'close' }
  | { type: 'desktopAnswer'; id: number; path: string | null; problem: string }
  | { type: 'integrationAnswer'; id: number; integration: DesktopIntegration; problem: string }
  | FromReaders

/** Core to main process. */
export type FromCore =
  | { type: 'ready' }
  | { type: 'failed'; code: ErrorCode; message: string; hint: string }
  /** Port of the content server on 127.0.0.1. */
  | { type: 'content'; port: number }
  | { type: 'settings'; closeTo: 'tray' | 'quit' }
  /** For the tray, at most every two seconds. */
  | { type: 'status'; status: TrayStatus }
  | { type: 'desktopCall'; id: number; call: DesktopCall; path: string }
  /** Answered when it closes; `path` is 'pressed' if it was clicked, 'shown' if not, null if it was not shown. */
  | { type: 'desktopNotice'; id: number; notice: DesktopNotice }
  | { type: 'desktopIntegration'; id: number; change: IntegrationChange }
  /** Events that a user wants to know of, for the badge. */
  | { type: 'events'; count: number }
  /** The user wants to know about updates, or to have the one that was found. */
  | { type: 'appUpdate'; do: 'check' | 'download' }
  | { type: 'log'; line: string }
  | ToReaders
