// Credit-based flow control of one channel. UDX acknowledges and buffers everything that arrives, however slowly it is
// read, so a fast sender would fill the memory of the reader. Here a sender may have WINDOW bytes in flight that the
// reader has not processed; the reader returns credit whenever it has processed a quarter of that.

/** Bytes in flight on one channel: 8 MiB sustain 80 MB/s at 100 ms of round-trip time. */
export const WINDOW = 8 * 1024 * 1024
const STEP = WINDOW / 4
/** A message may start just below the window's end; a sender far beyond that violates flow control. */
const TOLERATED = 2 * WINDOW

/** The sender's side. */
export class CreditOut {
  #inFlight = 0
  #ended = false
  #waiting: (() => void)[] = []

  get hasRoom(): boolean {
    return this.#inFlight < WINDOW
  }

  sent(bytes: number): void {
    this.#inFlight += bytes
  }

  /** Returns credit for processed bytes; false if they exceed the bytes in flight. */
  credited(bytes: number): boolean {
    if (bytes > this.#inFlight) return false
    this.#inFlight -= bytes
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
  #unprocessed = 0
  #owed = 0

  constructor(grant: (bytes: number) => void) {
    this.#grant = grant
  }

  /** Counts an arrived message; false if the sender ignores its credit. */
  received(bytes: number): boolean {
    this.#unprocessed += bytes
    return this.#unprocessed <= TOLERATED
  }

  /** Counts a processed message, and grants credit once STEP bytes are due. */
  taken(bytes: number): void {
    this.#unprocessed -= bytes
    this.#owed += bytes
    if (this.#owed < STEP) return
    const owed = this.#owed
    this.#owed = 0
    this.#grant(owed)
  }
}
