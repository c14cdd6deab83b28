import { messageOf } from '../base/errors.ts'
import type { DesktopPort } from '../node.ts'

/** Keeps the machine from sleeping, through the desktop shell if there is one. The shell is called only on changes. */
export class KeepAwake {
  readonly #desktop: Pick<DesktopPort, 'keepAwake'> | undefined
  readonly #log: (line: string) => void
  #on = false

  constructor(desktop: Pick<DesktopPort, 'keepAwake'> | undefined, log: (line: string) => void) {
    this.#desktop = desktop
    this.#log = log
  }

  get on(): boolean {
    return this.#on
  }

  update(on: boolean): void {
    if (on === this.#on) return
    this.#on = on
    this.#desktop?.keepAwake?.(on).catch((error: unknown) => this.#log(`the machine may sleep: ${messageOf(error)}`))
  }
}
