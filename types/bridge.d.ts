/**
 * What the desktop's preload lends to the page: a way to ask for a port to the core, the core's state, and the paths of
 * dropped files.
 */
interface HyobanBridge {
  readonly shell: 'electron'
  /** The path of a file that the user dropped on the page. */
  pathOf(file: File): string
  /** Asks for a new MessagePort to the core; it arrives as a window message 'hyoban:port' with the port. */
  requestPort(): void
  /** Hears which page a menu asks for; returns a function that stops it. */
  onGo(listener: (place: string) => void): () => void
  /** Hears of the core's state; returns a function that stops it. */
  onCore(listener: (state: HyobanCoreState) => void): () => void
}

interface HyobanCoreState {
  state: 'starting' | 'running' | 'restarting' | 'stopped'
  /** One sentence for people; empty when all is well. */
  message: string
}

interface Window {
  readonly hyoban?: HyobanBridge
}
