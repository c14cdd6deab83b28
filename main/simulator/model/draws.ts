import { STREAMS, streamState } from './streams.ts'

/** Transactions whose random numbers are drawn together. */
export const PIECE = 1024
/** 2^-32: turns a word into a number in [0, 1). */
export const WORD = 1 / 4294967296
/** Equals WORD, for this module's own loops: an exported constant is looked up at each use. */
const SCALE = 1 / 4294967296
const SIGN = 1 << 31

/**
 * The random numbers of a run, drawn one piece ahead. That is possible because meetings depend on the model only
 * through the number of participants, and turnover not at all. A separate loop keeps both loops within the processor's
 * registers.
 */
export class Draws {
  /** Two words per transaction, which select the two participants. */
  readonly meetings = new Uint32Array(2 * PIECE)
  /** Turnover events of the piece: the transaction, the slot, and whether a new user (1) or the old one (0) arrives. */
  readonly turnoverAt = new Int32Array(2 * PIECE + 1)
  readonly turnoverSlot = new Int32Array(2 * PIECE)
  readonly turnoverNew = new Uint8Array(2 * PIECE)
  #meetings: Int32Array
  #turnover: Int32Array
  #N: number
  #hit: number
  #same: number

  /** `turnover` and `returning` are probabilities; `N` is the number of slots. */
  constructor(seed: number, N: number, turnover: number, returning: number) {
    this.#meetings = streamState(seed, STREAMS.meetings)
    this.#turnover = streamState(seed, STREAMS.turnover)
    this.#N = N
    this.#hit = turnover * 4294967296
    this.#same = returning * 4294967296
  }

  /** States of the generators, copied. */
  get streams(): { meetings: Int32Array; turnover: Int32Array } {
    return { meetings: this.#meetings.slice(), turnover: this.#turnover.slice() }
  }

  set streams({ meetings, turnover }: { meetings: Int32Array; turnover: Int32Array }) {
    this.#meetings = meetings.slice()
    this.#turnover = turnover.slice()
  }

  /** Draws for the next `count` transactions, at most PIECE. `turnoverAt` ends with the sentinel -1. */
  draw(count: number): void {
    this.#drawMeetings(count | 0)
    this.#drawTurnover(count | 0)
  }

  #drawMeetings(count: number): void {
    const { meetings } = this
    const state = this.#meetings
    let a = state[0] as number
    let b = state[1] as number
    let c = state[2] as number
    let d = state[3] as number
    const end = count | 0
    for (let k = 0; k < end; k = (k + 1) | 0) {
      const t = (((a + b) | 0) + d) | 0
      a = b ^ (b >>> 9)
      b = (c + (c << 3)) | 0
      c = (((c << 21) | (c >>> 11)) + t) | 0
      const u = (((a + b) | 0) + ((d + 1) | 0)) | 0
      d = (d + 2) | 0
      a = b ^ (b >>> 9)
      b = (c + (c << 3)) | 0
      c = (((c << 21) | (c >>> 11)) + u) | 0
      meetings[k << 1] = t
      meetings[(k << 1) | 1] = u
    }
    state[0] = a
    state[1] = b
    state[2] = c
    state[3] = d
  }

  #drawTurnover(count: number): void {
    const { turnoverAt, turnoverSlot, turnoverNew } = this
    const hit = +this.#hit
    const same = +this.#same
    const N = this.#N | 0
    const state = this.#turnover
    let a = state[0] as number
    let b = state[1] as number
    let c = state[2] as number
    let d = state[3] as number
    let events = 0
    const end = hit > 0 ? (count << 1) | 0 : 0
    // compares unsigned words with `hit` as signed integers
    const last = (Math.ceil(hit) - 1 - 2147483648) | 0
    // what the next word decides: 0: whether a user leaves; 1: which slot; 2: who replaces it
    let step = 0
    let k = 0
    while (k < end) {
      const t = (((a + b) | 0) + d) | 0
      d = (d + 1) | 0
      a = b ^ (b >>> 9)
      b = (c + (c << 3)) | 0
      c = (((c << 21) | (c >>> 11)) + t) | 0
      if (step === 0) {
        if ((t ^ SIGN) <= last) step = 1
        else k = (k + 1) | 0
      } else if (step === 1) {
        turnoverSlot[events] = Math.floor((t >>> 0) * N * SCALE)
        step = 2
      } else {
        turnoverNew[events] = t >>> 0 >= same ? 1 : 0
        turnoverAt[events] = k >> 1
        events = (events + 1) | 0
        step = 0
        k = (k + 1) | 0
      }
    }
    turnoverAt[events] = -1
    state[0] = a
    state[1] = b
    state[2] = c
    state[3] = d
  }
}
