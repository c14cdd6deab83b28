import { Emitter } from '../../../base/emitter.ts'
import type { AppUpdate } from '../../../contract/desktop.ts'
import type { UpdatePort } from '../../../node.ts'

/** The app's updates as the core sees them: the main process looks for them and reports each change. */
export class RemoteUpdates implements UpdatePort {
  readonly #ask: (what: 'check' | 'download') => void
  readonly #events = new Emitter<{ change: null }>()
  #state: AppUpdate = { state: 'off', reason: '', version: null, percent: 0 }

  constructor(ask: (what: 'check' | 'download') => void) {
    this.#ask = ask
  }

  get state(): AppUpdate {
    return this.#state
  }

  /** Takes over what the main process reported. */
  set(state: AppUpdate): void {
    this.#state = state
    this.#events.emit('change', null)
  }

  onChange(changed: () => void): () => void {
    return this.#events.on('change', changed)
  }

  check(): void {
    this.#ask('check')
  }

  download(): void {
    this.#ask('download')
  }
}
