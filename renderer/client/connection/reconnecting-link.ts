import type { ClientContext, ClientLink, ClientOptions } from '@orpc/client'

/** A live transport to the node. */
export type Transport = ClientLink<ClientContext>

/**
 * A link that outlives its transports: calls made while disconnected wait up to `patienceMs` for the next transport.
 * Calls and streams in progress when a transport breaks fail; the stream hub reopens streams.
 */
export class ReconnectingLink implements ClientLink<ClientContext> {
  #transport: Transport | undefined
  #waiting = new Set<() => void>()
  #patienceMs: number

  constructor(patienceMs = 15_000) {
    this.#patienceMs = patienceMs
  }

  /** Sets the transport in use; undefined while there is none. */
  use(transport: Transport | undefined): void {
    this.#transport = transport
    if (transport) for (const wake of [...this.#waiting]) wake()
  }

  async call(path: readonly string[], input: unknown, options: ClientOptions<ClientContext>): Promise<unknown> {
    const transport = this.#transport ?? (await this.#next(options.signal))
    return transport.call(path, input, options)
  }

  #next(signal: AbortSignal | undefined): Promise<Transport> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(wake)
        signal?.removeEventListener('abort', aborted)
      }
      const wake = (): void => {
        if (!this.#transport) return
        end()
        resolve(this.#transport)
      }
      const aborted = (): void => {
        end()
        reject(signal?.reason instanceof Error ? signal.reason : new DOMException('Aborted', 'AbortError'))
      }
      const timer = setTimeout(() => {
        end()
        reject(new Error('There is no connection to the node.'))
      }, this.#patienceMs)
      this.#waiting.add(wake)
      signal?.addEventListener('abort', aborted)
      if (signal?.aborted) aborted()
    })
  }
}
