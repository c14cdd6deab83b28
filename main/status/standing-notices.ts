import { Emitter } from '../base/emitter.ts'
import type { HyobanError } from '../base/errors.ts'
import type { NodeStatus } from '../contract/node.ts'

type StandingNotice = NodeStatus['notices'][number]

/** Problems that the user sees until they are solved or dismissed: one for each id, the latest replaces the former. */
export class StandingNotices {
  readonly events = new Emitter<{ change: null }>()
  readonly #notices = new Map<string, StandingNotice>()

  raise(id: string, error: HyobanError): void {
    const { code, message, hint, details } = error
    this.#notices.set(id, { id, code, message, hint, details })
    this.events.emit('change', null)
  }

  /** Removes a notice: its cause is gone, or the user has dismissed it. */
  clear(id: string): void {
    if (this.#notices.delete(id)) this.events.emit('change', null)
  }

  all(): StandingNotice[] {
    return [...this.#notices.values()]
  }
}
