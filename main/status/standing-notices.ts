import { Emitter } from '../base/emitter.ts'
import type { HyobanError } from '../base/errors.ts'
import type { NodeStatus } from '../contract/node.ts'

type StandingNotice = NodeStatus['notices'][number]

/** Problems shown until they are solved or dismissed; a new one replaces that with the same id. */
export class StandingNotices {
  readonly events = new Emitter<{ change: null }>()
  readonly #notices = new Map<string, StandingNotice>()

  raise(id: string, error: HyobanError): void {
    const { code, message, hint, details } = error
    this.#notices.set(id, { id, code, message, hint, details })
    this.events.emit('change', null)
  }

  /** Removes a notice that is solved or dismissed. */
  clear(id: string): void {
    if (this.#notices.delete(id)) this.events.emit('change', null)
  }

  all(): StandingNotice[] {
    return [...this.#notices.values()]
  }
}
