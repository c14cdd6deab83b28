import type { ConnectionState } from './connection.ts'

export type TokenRefusal = false | 'no-token' | 'old-token'

/** Where the wire stands, with what the shell says of it. */
export interface ConnectionStatus {
  state: ConnectionState
  /**
   * Set when the web shell does not know this page: it has no token, or one of a server that has gone. Only a printed
   * address helps.
   */
  refused: TokenRefusal
  /** What the desktop says of its core, in one sentence; empty when there is nothing to say. */
  message: string
}

/** The present state of the wire and who listens to it. */
export class ConnectionStore {
  #state: ConnectionStatus = { state: 'connecting', refused: false, message: '' }
  #listeners = new Set<() => void>()

  get(): ConnectionStatus {
    return this.#state
  }

  /** Calls back on each change; returns a function that stops it. */
  subscribe(changed: () => void): () => void {
    this.#listeners.add(changed)
    return () => {
      this.#listeners.delete(changed)
    }
  }

  set(state: ConnectionState, refused: TokenRefusal = false, message = ''): void {
    this.#state = { state, refused, message }
    for (const listener of [...this.#listeners]) listener()
  }
}
