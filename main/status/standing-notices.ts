import { Emitter } from '../base/emitter.ts'
import type { HyobanError } from '../base/errors.ts'
import type { NodeStatus } from '../contract/node.ts'

type Notice = NodeStatus['notices'][number]

/** Standing problems that a user should see until they are mended or dismissed: one an id, the latest wins. */
export class StandingNotices {
  readonly events = new Emitter<{ change: null }>()
  readonly #notices = new Map<string, Notice>()

  raise(id: string, error: HyobanError): void {
    const { code, message, hint, details } = error
    this.#notices.set(id, { id, code, message, hint, details })
    this.events.emit('change', null)
  }

  /** Takes a notice away: its cause is gone, or the user has read it. */
  clear(id: string): void {
    if (this.#notices.delete(id)) this.events.emit('change', null)
  }

  all(): Notice[] {
    return [...this.#notices.values()]
  }
}
