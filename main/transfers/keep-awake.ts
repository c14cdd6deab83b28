import { messageOf } from '../base/errors.ts'
import type { DesktopPort } from '../node.ts'

/** Asks the desktop shell to keep the machine from sleeping while `on`; does nothing without one. */
export function keepAwake(desktop: DesktopPort | undefined, on: boolean, log: (line: string) => void): void {
  desktop?.keepAwake?.(on).catch((error: unknown) => log(`the machine may sleep: ${messageOf(error)}`))
}

/** Remembers whether the machine is kept awake, so that the shell hears of changes only. */
export class KeepAwake {
  readonly #set: ((on: boolean) => void) | undefined
  #on = false

  constructor(set: ((on: boolean) => void) | undefined) {
    this.#set = set
  }

  get on(): boolean {
    return this.#on
  }

  update(on: boolean): void {
    if (on === this.#on) return
    this.#on = on
    this.#set?.(on)
  }
}
