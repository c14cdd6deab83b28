/** Keeps the machine from sleeping while transfers move, if the user wants that. */
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
