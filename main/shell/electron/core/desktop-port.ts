import { HyobanError } from '../../../base/errors.ts'
import type { DesktopNotice, DesktopPort } from '../../../node.ts'
import { RemoteUpdates } from './remote-updates.ts'
import type { DesktopCall, FromCore, ToCore } from './core-messages.ts'

/** The desktop in the core: forwards each call to the main process and waits for the answer. */
export class RemoteDesktop implements DesktopPort {
  readonly updates: RemoteUpdates
  readonly #post: (message: FromCore) => void
  readonly #waiting = new Map<number, (answer: Extract<ToCore, { type: 'desktopAnswer' }>) => void>()
  #next = 1

  constructor(post: (message: FromCore) => void) {
    this.#post = post
    this.updates = new RemoteUpdates((what) => post({ type: 'appUpdate', do: what }))
  }

  pickFolder(): Promise<string | null> {
    return this.#call('pickFolder', '')
  }

  async openFile(path: string): Promise<void> {
    await this.#call('openFile', path)
  }

  async revealFile(path: string): Promise<void> {
    await this.#call('revealFile', path)
  }

  async keepAwake(on: boolean): Promise<void> {
    await this.#call('keepAwake', on ? 'on' : '')
  }

  async notify(notice: DesktopNotice): Promise<{ shown: boolean; pressed: boolean }> {
    const outcome = await this.#ask((id) => ({ type: 'desktopNotice', id, notice }))
    return { shown: outcome !== null, pressed: outcome === 'pressed' }
  }

  /** Settles the call that the main process answered. */
  answer(message: Extract<ToCore, { type: 'desktopAnswer' }>): void {
    this.#waiting.get(message.id)?.(message)
    this.#waiting.delete(message.id)
  }

  #call(call: DesktopCall, path: string): Promise<string | null> {
    return this.#ask((id) => ({ type: 'desktopCall', id, call, path }))
  }

  #ask(message: (id: number) => FromCore): Promise<string | null> {
    const id = this.#next++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ path: answer, problem }) => {
        if (problem) reject(new HyobanError('UNSUPPORTED', problem))
        else resolve(answer)
      })
      this.#post(message(id))
    })
  }
}
