/**
 * What the desktop's preload lends to the page: a way to ask for a port to the core, and the core's state. Nothing per
 * feature.
 */
interface HyobanBridge {
  readonly shell: 'electron'
  /** Asks for a new MessagePort to the core; it arrives as a window message 'hyoban:port' with the port. */
  requestPort(): void
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
