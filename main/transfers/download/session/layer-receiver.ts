import { HASH_BYTES, layerBytes } from '../../../domain/merkle.ts'
import { LAYER_PART, type TransferMessages } from '../../../protocol/transfer.ts'

/** Time allowed for the chunk hashes before another source is asked: a fixed part in ms, and bytes per second. */
const LAYER_MS = 5000
const LAYER_RATE = 256 * 1024

/** Assembles the chunk hashes requested by one session. */
export class LayerReceiver {
  /** False: they are known, or another source was asked for them. */
  readonly wanted: boolean
  readonly bytes: Uint8Array
  #filled = 0
  #since: number

  /** `size`: of the file, in bytes. */
  constructor(wanted: boolean, size: number, now: number) {
    this.wanted = wanted
    this.bytes = new Uint8Array(wanted ? layerBytes(size) : 0)
    this.#since = now
  }

  get complete(): boolean {
    return this.wanted && this.#filled === this.bytes.byteLength
  }

  /** The provider may send them from now on. */
  accepted(now: number): void {
    this.#since = now
  }

  /** True while it is too early to ask another source instead. */
  isExpected(now: number): boolean {
    return this.wanted && Math.abs(now - this.#since) < LAYER_MS + (this.bytes.byteLength / LAYER_RATE) * 1000
  }

  /** Adds the next part; false if an honest provider would not send it. */
  add({ from, hashes }: TransferMessages['layer']): boolean {
    const missing = this.bytes.byteLength - this.#filled
    const expected = Math.min(missing, LAYER_PART * HASH_BYTES)
    if (missing === 0 || from * HASH_BYTES !== this.#filled || hashes.byteLength !== expected) return false
    this.bytes.set(hashes, this.#filled)
    this.#filled += hashes.byteLength
    return true
  }
}
