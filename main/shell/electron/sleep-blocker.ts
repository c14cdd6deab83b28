/** The part of Electron's `powerSaveBlocker` that is needed here. */
export interface PowerSave {
  start(type: 'prevent-app-suspension'): number
  stop(id: number): unknown
}

/** Prevents the machine, not the screen, from sleeping, with at most one blocker. */
export class SleepBlocker {
  readonly #system: PowerSave
  #id: number | undefined

  constructor(system: PowerSave) {
    this.#system = system
  }

  set(on: boolean): void {
    if (on) this.#id ??= this.#system.start('prevent-app-suspension')
    else if (this.#id !== undefined) {
      this.#system.stop(this.#id)
      this.#id = undefined
    }
  }
}
