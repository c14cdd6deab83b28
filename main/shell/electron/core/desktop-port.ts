import { HyobanError } from '../../../base/errors.ts'
import type { DesktopIntegration } from '../../../contract/desktop.ts'
import type { DesktopNotice, DesktopPort, IntegrationChange } from '../../../node.ts'
import { RemoteUpdates } from './remote-updates.ts'
import type { DesktopCall, FromCore, ToCore } from './core-messages.ts'

type Answer = Extract<ToCore, { type: 'desktopAnswer' | 'integrationAnswer' }>

/** The desktop in the core: forwards each call to the main process and waits for the answer. */
export class RemoteDesktop implements DesktopPort {
  readonly updates: RemoteUpdates
  readonly #post: (message: FromCore) => void
  readonly #waiting = new Map<number, (answer: Answer) => void>()
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

  async dragFile(path: string): Promise<void> {
    await this.#call('dragFile', path)
  }

  async keepAwake(on: boolean): Promise<void> {
    await this.#call('keepAwake', on ? 'on' : '')
  }

  async integrate(change: IntegrationChange): Promise<DesktopIntegration> {
    const answer = await this.#ask((id) => ({ type: 'desktopIntegration', id, change }))
    if (answer.type !== 'integrationAnswer') throw new HyobanError('INTERNAL', 'The desktop gave another answer.')
    return answer.integration
  }

  async notify(notice: DesktopNotice): Promise<{ shown: boolean; pressed: boolean }> {
    const outcome = pathOf(await this.#ask((id) => ({ type: 'desktopNotice', id, notice })))
    return { shown: outcome !== null, pressed: outcome === 'pressed' }
  }

  /** Settles the call that the main process answered. */
  answer(message: Answer): void {
    this.#waiting.get(message.id)?.(message)
    this.#waiting.delete(message.id)
  }

  async #call(call: DesktopCall, path: string): Promise<string | null> {
    return pathOf(await this.#ask((id) => ({ type: 'desktopCall', id, call, path })))
  }

  #ask(message: (id: number) => FromCore): Promise<Answer> {
    const id = this.#next++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, (answer) => {
        if (answer.problem) reject(new HyobanError('UNSUPPORTED', answer.problem))
        else resolve(answer)
      })
      this.#post(message(id))
    })
  }
}

const pathOf = (answer: Answer): string | null => (answer.type === 'desktopAnswer' ? answer.path : null)
