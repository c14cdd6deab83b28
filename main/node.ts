import type { Clock } from './base/clock.ts'
import type { ContentBook } from './domain/content-view.ts'
import type { FileExtractor } from './domain/extraction.ts'
import type { Random } from './base/random.ts'
import type { Handlers } from './contract/handlers.ts'

/** A notification of the system; the newest with a tag takes the place of the one before. */
export interface DesktopNotice {
  tag: string
  title: string
  body: string
}

/** What a desktop shell lends to the node; a node without one says that it cannot. */
export interface DesktopPort {
  pickFolder(): Promise<string | null>
  openFile(path: string): Promise<void>
  revealFile(path: string): Promise<void>
  /** Shows a notification of the system; resolves when it is gone, true if it was pressed. */
  notify?(notice: DesktopNotice): Promise<boolean>
  /** Keeps the machine from going to sleep, or lets it again. */
  keepAwake?(on: boolean): Promise<void>
}

/** How a peer of the demo (or of a test) acts; an ordinary node serves everybody and rates truthfully. */
export interface Behaviour {
  /** Asked before each upload: false refuses. `uploads` counts those served so far. */
  serves(request: { peer: string; root: string; uploads: number; now: number }): boolean
  /** The score given for a finished or failed download, from the truthful score in [0, 1]. */
  rates(truthful: number): number
}

/** The behaviour of an honest peer. */
export const honest: Behaviour = { serves: () => true, rates: (truthful) => truthful }

/** Everything that a node needs from outside; `composeNode` builds one. */
export interface NodeOptions {
  /** Holds identity, logs, database; made if missing; one node at a time (IN_USE otherwise). */
  dataDir: string
  clock: Clock
  random: Random
  shell: 'electron' | 'web' | 'none'
  /** DHT entry points as host:port; left out: the public network. */
  bootstrap?: string[]
  /** The address to bind; '127.0.0.1' keeps all traffic on this machine. Left out: every interface. */
  host?: string
  /**
   * False for a peer (hex) that is not to be called when it is met in a community; left out: all are. Whoever is asked
   * for is called all the same.
   */
  wants?: (peer: string) => boolean
  desktop?: DesktopPort
  behaviour?: Behaviour
  demo?: boolean
  /**
   * Looks into files for several nodes of this process, which make no thumbnails then; left out: the node has its own.
   */
  extractor?: FileExtractor
  /** First-run answers given on the command line; asked in the UI where left out. */
  setup?: { name?: string; community?: string; share?: string[]; downloadFolder?: string }
  /** One line of diagnostics for stderr; never personal data. */
  log: (line: string) => void
}

/** What shells serve beside the contract: contents by ranges, to whoever knows the token. */
export interface NodeContent {
  /** Part of every content's address; new at each start. */
  token: string
  book: ContentBook
}

/** A running node. */
export interface HyobanNode {
  /** The contract's functions; a shell serves them through `createRouter`. */
  handlers: Handlers
  content: NodeContent
  publicKey: string
  fingerprint: string
  name: string
  /** A Hyoban link was opened outside: a page is to ask the user, or to say that it is none. */
  openLink(text: string): void
  /** Before the machine sleeps / after it wakes. */
  suspend(): Promise<void>
  resume(): Promise<void>
  /** Ends everything in order; the data directory is free afterwards. */
  close(): Promise<void>
}
