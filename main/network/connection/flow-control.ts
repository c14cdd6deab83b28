// Flow control of one channel, from one end to the other. UDX acknowledges and buffers whatever arrives, however slowly
// it is
// read, so a fast sender would fill the reader's memory. Here a sender may have WINDOW bytes under way that the reader
// has not
// taken yet; the reader says how much it has taken each time a quarter of that has come together.

/** Bytes that may be under way on one channel: 8 MiB keep 80 MB/s going at 100 ms of round-trip time. */
export const WINDOW = 8 * 1024 * 1024
const STEP = WINDOW / 4
/** One message may start just below the window's end; a sender that goes far beyond ignores the rules. */
const TOLERATED = 2 * WINDOW

/** The sender's side. */
export class CreditOut {
  #underWay = 0
  #ended = false
  #waiting: (() => void)[] = []

  get hasRoom(): boolean {
    return this.#underWay < WINDOW
  }

  sent(bytes: number): void {
    this.#underWay += bytes
  }

  /** The reader has taken so many bytes; false if it never got that many. */
  credited(bytes: number): boolean {
    if (bytes > this.#underWay) return false
    this.#underWay -= bytes
    if (this.hasRoom) for (const resolve of this.#waiting.splice(0)) resolve()
    return true
  }

  /** Resolves when there is room, or when the channel ends. */
  room(): Promise<void> {
    if (this.#ended || this.hasRoom) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  end(): void {
    this.#ended = true
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

/** The reader's side. */
export class CreditIn {
  readonly #grant: (bytes: number) => void
  #held = 0
  #owed = 0

  constructor(grant: (bytes: number) => void) {
    this.#grant = grant
  }

  /** A message has arrived; false if the sender goes on without credit. */
  received(bytes: number): boolean {
    this.#held += bytes
    return this.#held <= TOLERATED
  }

  /** A message has been worked on. */
  taken(bytes: number): void {
    this.#held -= bytes
    this.#owed += bytes
    if (this.#owed < STEP) return
    const owed = this.#owed
    this.#owed = 0
    this.#grant(owed)
  }
}
