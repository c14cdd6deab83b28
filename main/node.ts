import type { Clock } from './base/clock.ts'
import type { ContentBook } from './domain/content-view.ts'
import type { FileExtractor } from './domain/extraction.ts'
import type { Random } from './base/random.ts'
import type { WorkerHandle } from './base/worker-handle.ts'
import type { AppUpdate, DesktopIntegration } from './contract/desktop.ts'
import type { Handlers } from './contract/handlers.ts'

/** A system notification; it replaces an earlier one with the same tag. */
export interface DesktopNotice {
  tag: string
  title: string
  body: string
}

/** A change of what the system does with the app. */
export type IntegrationChange = Partial<Record<keyof DesktopIntegration, boolean | undefined>>

/** The updates of the app that this node runs in. */
export interface UpdatePort {
  readonly state: AppUpdate
  onChange(changed: () => void): () => void
  check(): void
  download(): void
}

/** Abilities of a desktop shell that the node uses; without a shell its calls throw UNSUPPORTED. */
export interface DesktopPort {
  pickFolder(): Promise<string | null>
  openFile(path: string): Promise<void>
  revealFile(path: string): Promise<void>
  /** Shows a system notification; resolves when it closes, with true if it was clicked. */
  notify?(notice: DesktopNotice): Promise<{ shown: boolean; pressed: boolean }>
  /** What the system does with the app, after this change. */
  integrate?(change: IntegrationChange): Promise<DesktopIntegration>
  /** Begins to drag a file out of the window. */
  dragFile?(path: string): Promise<void>
  /** Keeps the machine awake, or lets it sleep again. */
  keepAwake?(on: boolean): Promise<void>
  readonly updates?: UpdatePort
}

/** How a peer of the demo or of a test behaves; an ordinary node serves everybody and rates truthfully. */
export interface Behaviour {
  /** Called before each upload; false refuses it. `uploads` is the number served so far. */
  serves(request: { peer: string; root: string; uploads: number; now: number }): boolean
  /** The score given for a finished or failed download, based on the truthful score in [0, 1]. */
  rates(truthful: number): number
}

/** The behaviour of an honest peer. */
export const honest: Behaviour = { serves: () => true, rates: (truthful) => truthful }

/** Options of `composeNode`. */
export interface NodeOptions {
  /** Holds identity, logs and database; created if missing, used by one node at a time (IN_USE otherwise). */
  dataDir: string
  clock: Clock
  random: Random
  shell: 'electron' | 'web' | 'none'
  /** DHT bootstrap nodes as host:port; defaults to the public network. */
  bootstrap?: string[]
  /** The address to bind; '127.0.0.1' keeps all traffic on this machine. Defaults to all interfaces. */
  host?: string
  /** Keeps off the network, whatever the settings say. */
  offline?: boolean
  /** False for a discovered peer (hex) that is only dialled on demand; by default all are dialled. */
  wants?: (peer: string) => boolean
  desktop?: DesktopPort
  behaviour?: Behaviour
  /** Bytes that count as one service to a newcomer; left out: 1 GiB. */
  newcomerServiceBytes?: number
  /** Bytes of a transfer that counts in full as evidence; left out: 1 MiB. */
  evidenceBytes?: number
  demo?: boolean
  /** Metadata extractor shared by several nodes of a process, without thumbnails; by default each node has its own. */
  extractor?: FileExtractor
  /** Starts the process that opens shared files for metadata; by default a child process with Node's permissions. */
  reader?: () => WorkerHandle
  /** First-run answers given on the command line; the UI asks for those left out. */
  setup?: { name?: string; community?: string; share?: string[]; downloadFolder?: string }
  /** Writes one line of diagnostics to stderr; never personal data. */
  log: (line: string) => void
}

/** What shells serve besides the contract: contents by byte range, to clients that know the token. */
export interface NodeContent {
  /** Part of the address of every content; new at each start. */
  token: string
  book: ContentBook
}

/** The contract's functions, of a node in this process or in another one. */
export interface NodeClient {
  /** A shell serves them through `createRouter`. */
  handlers: Handlers
  /** True if it runs in another process, and goes on when this one ends. */
  goesOn?: boolean
}

/** A running node. */
export interface HyobanNode extends NodeClient {
  content: NodeContent
  publicKey: string
  fingerprint: string
  name: string
  /** Passes on a Hyoban link opened outside the app; a page asks the user, or reports an invalid link. */
  openLink(text: string): void
  /** Reads a file opened outside the app; a page asks the user, or says what is wrong with it. */
  openFile(path: string): Promise<void>
  /** Reports an error that nobody caught, and that must not end the node. */
  reportFault(error: unknown): void
  /** Before the machine sleeps. */
  suspend(): Promise<void>
  /** After it wakes. */
  resume(): Promise<void>
  /** Closes everything in order; the data directory is free afterwards. */
  close(): Promise<void>
}
