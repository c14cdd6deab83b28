import type { ConnectionState } from './connection.ts'

/** Where the wire stands, with what the shell says of it. */
export interface WireState {
  state: ConnectionState
  /** True when the web shell does not know this page's token: only the address that `hyoban serve` printed helps. */
  refused: boolean
  /** What the desktop says of its core, in one sentence; empty when there is nothing to say. */
  message: string
}

/** The present state of the wire and who listens to it. */
export class ConnectionStore {
  #state: WireState = { state: 'connecting', refused: false, message: '' }
  #listeners = new Set<() => void>()

  get(): WireState {
    return this.#state
  }

  /** Calls back on each change; returns a function that stops it. */
  subscribe(changed: () => void): () => void {
    this.#listeners.add(changed)
    return () => {
      this.#listeners.delete(changed)
    }
  }

  set(state: ConnectionState, refused = false, message = ''): void {
    this.#state = { state, refused, message }
    for (const listener of [...this.#listeners]) listener()
  }
}
