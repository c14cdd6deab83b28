import { KERNEL_CODE } from './kernel-code.ts'

// Memory of a kernel, as kernel.as knows it: indices of 32-bit words.
/** Random streams: [a, b, c, counter] each. */
export const MEETINGS = 0
export const TURNOVER = 4
export const SERVICE = 8
export const PARTICIPANTS = 12
export const CONTRIBUTORS = 13
export const N = 14
/** Byte at which the list of participants begins. */
const LIST = 15
export const MIN_RATINGS = 16
/** Flags, 0 or 1. */
export const TREASON = 19
export const WIDE = 20
export const LARGE = 21
export const LINEAR = 22
/** Counts of the latest call. */
export const REQUESTS = 23
export const SERVED = 24
export const BAD_REQUESTS = 25
// indices of 64-bit floats
export const X = 14
export const SUM_X = 15
export const SUM_W = 16
export const SCALE = 17
export const BENEFIT = 18
export const PENALTY = 19
/** Words below this number mean that a user leaves, and that the same one comes back. */
export const TURNOVER_BELOW = 20
export const SAME_BELOW = 21

const RECORDS_BYTE = 256
const RECORD_BYTES = 32
const PAGE = 65_536
/** Kernels of up to this many bytes are kept for the next run of the thread. */
const MAX_KEPT_BYTES = 1 << 20
const MAX_KEPT = 2

/** What the hot loop leaves to others because it is rare. Records are named by their index in `records`. */
export interface KernelHost {
  /** Whether a peer with enough ratings is to be excluded. */
  fails(record: number): boolean
  /** A slot gets a new user, or its old one back. */
  replace(slot: number, isNew: boolean): void
  performanceAt(x: number): number
  /** Two peers were rated, where the window of recent ratings does not fit the record. */
  turnRings(first: number, firstRating: number, second: number, secondRating: number): void
}

interface KernelExports {
  meet(count: number): void
  meetWithPenalty(count: number): void
}

let compiled: WebAssembly.Module | undefined
const kept: Kernel[] = []

/** The hot loop and its memory, for one run at a time. */
export class Kernel {
  /** The words and floats above. */
  readonly words: Int32Array
  readonly floats: Float64Array
  /** Records of the peers. */
  readonly records: Int32Array
  /** Slots that take part. */
  readonly list: Int32Array
  readonly #peers: number
  readonly #loop: KernelExports
  #host: KernelHost | undefined

  private constructor(peers: number) {
    this.#peers = peers
    const bytes = RECORDS_BYTE + peers * (RECORD_BYTES + 4)
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) })
    const { buffer } = memory
    this.words = new Int32Array(buffer, 0, RECORDS_BYTE / 4)
    this.floats = new Float64Array(buffer, 0, RECORDS_BYTE / 8)
    this.records = new Int32Array(buffer, RECORDS_BYTE, (peers * RECORD_BYTES) / 4)
    this.list = new Int32Array(buffer, RECORDS_BYTE + peers * RECORD_BYTES, peers)
    const at = (byte: number): number => (byte - RECORDS_BYTE) >> 2
    compiled ??= new WebAssembly.Module(Buffer.from(KERNEL_CODE, 'base64'))
    this.#loop = new WebAssembly.Instance(compiled, {
      env: { memory },
      host: {
        fails: (record: number) => this.#host?.fails(at(record)),
        replace: (slot: number, isNew: number) => this.#host?.replace(slot, isNew === 1),
        performance: (x: number) => this.#host?.performanceAt(x),
        turnRings: (first: number, firstRating: number, second: number, secondRating: number) =>
          this.#host?.turnRings(at(first), firstRating, at(second), secondRating),
      },
    }).exports as unknown as KernelExports
  }

  /** A kernel with room for `peers`, all zero. */
  static take(peers: number, host: KernelHost): Kernel {
    const index = kept.findIndex((one) => one.#peers === peers)
    const kernel = index < 0 ? new Kernel(peers) : (kept.splice(index, 1)[0] as Kernel)
    kernel.words.fill(0)
    kernel.records.fill(0)
    kernel.words[LIST] = kernel.list.byteOffset
    kernel.#host = host
    return kernel
  }

  /** Runs `count` transactions, STEP 3 to 6 each; `penal`: under the rule of penalties, otherwise of exclusion. */
  run(count: number, penal: boolean): void {
    if (penal) this.#loop.meetWithPenalty(count)
    else this.#loop.meet(count)
  }

  /** Lets the next run of as many peers have the memory; this one must not go on. */
  release(): void {
    this.#host = undefined
    if (this.#peers * RECORD_BYTES > MAX_KEPT_BYTES) return
    kept.push(this)
    if (kept.length > MAX_KEPT) kept.shift()
  }
}
