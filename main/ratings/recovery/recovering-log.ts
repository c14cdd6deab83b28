import { Emitter } from '../../base/emitter.ts'
import { HyobanError } from '../../base/errors.ts'
import type { LogName } from '../../domain/rating-log/log-name.ts'
import type { OwnLog } from '../ports.ts'

// Appending to a rating log that is longer elsewhere makes two histories of one key: an equivocation that others can
// prove. So the log is held, that is, read-only, while its newest blocks may be missing here: after a restore, and
// whenever it turns out to have grown without this node.

/** The error of an append to a held log. */
function logHeld(): HyobanError {
  return new HyobanError('IN_USE', 'Your rating log cannot be written while it is being recovered.', {
    hint: 'Ratings and corrections wait until it is complete.',
    details: { problem: 'logHeld' },
  })
}

/** The moment from which the log can be written. */
class Gate {
  readonly opened: Promise<void>
  open = (): void => {}
  fail = (_error: unknown): void => {}

  constructor() {
    this.opened = new Promise((resolve, reject) => {
      this.open = resolve
      this.fail = reject
    })
    this.opened.catch(() => {})
  }
}

/** The rating log of this node, read-only while it is held. */
export class RecoveringLog implements OwnLog {
  readonly events = new Emitter<{ grown: null }>()
  readonly #own: OwnLog
  readonly #position: () => number
  #gate = new Gate()
  #held: boolean
  /** Length after the last append by this node. */
  #written: number
  #appending = false

  /** `position` returns how far the log has been read. */
  constructor(own: OwnLog, held: boolean, position: () => number) {
    this.#own = own
    this.#held = held
    this.#position = position
    this.#written = own.length
    if (!held) this.#gate.open()
  }

  get name(): LogName {
    return this.#own.name
  }

  get held(): boolean {
    return this.#held
  }

  /** Resolves when the log can be written; rejects with CANCELLED if the node closes first. */
  get ready(): Promise<void> {
    return this.#gate.opened
  }

  /** While it is held, blocks arrive by following the log: this reports no more than those. */
  get length(): number {
    return this.#held ? this.#position() : this.#own.length
  }

  async append(block: Uint8Array): Promise<number> {
    this.checkGrowth()
    if (this.#held) throw logHeld()
    this.#appending = true
    try {
      const seq = await this.#own.append(block)
      const expected = this.#written
      this.#written = seq + 1
      // blocks of others arrived just before: they are fetched and read in order
      if (seq !== expected) this.hold()
      return seq
    } finally {
      this.#appending = false
    }
  }

  read(from?: number, to?: number): ReturnType<OwnLog['read']> {
    return this.#own.read(from, to)
  }

  /** Holds the log if a peer had blocks of it that this node has not written; 'grown' follows. */
  checkGrowth(): void {
    if (!this.#held && !this.#appending && this.#own.length !== this.#written) this.hold()
  }

  hold(): void {
    if (this.#held) return
    this.pause()
    this.events.emit('grown', null)
  }

  /** Holds the log for a moment, for a reason other than growth. */
  pause(): void {
    if (this.#held) return
    this.#held = true
    this.#gate = new Gate()
  }

  release(): void {
    this.#held = false
    this.#written = this.#own.length
    this.#gate.open()
  }

  giveUp(): void {
    this.#gate.fail(new HyobanError('CANCELLED', 'The node was closed before its own ratings were recovered.'))
  }
}
