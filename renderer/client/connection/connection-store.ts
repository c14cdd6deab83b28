import type { ConnectionState } from './connection.ts'

export type TokenRefusal = false | 'no-token' | 'old-token'

/** State of the connection, with the reason why it is lost. */
export interface ConnectionStatus {
  state: ConnectionState
  /**
   * Set when the web shell rejects this page: it has no token, or the token of a former server. Only the printed
   * address helps.
   */
  refused: TokenRefusal
  /** The desktop's message about its core process, one sentence; may be empty. */
  message: string
}

/** Holds the current connection status and notifies subscribers. */
export class ConnectionStore {
  #state: ConnectionStatus = { state: 'connecting', refused: false, message: '' }
  #listeners = new Set<() => void>()

  get(): ConnectionStatus {
    return this.#state
  }

  /** Calls `changed` on each change; returns a function that unsubscribes. */
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
