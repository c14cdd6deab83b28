/** Electron's `powerSaveBlocker`, as little of it as is needed here. */
export interface PowerSave {
  start(type: 'prevent-app-suspension'): number
  stop(id: number): unknown
}

/** Keeps the machine, not the screen, from going to sleep: at most one blocker, however often it is asked for. */
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
