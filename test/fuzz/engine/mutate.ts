import { pick, type Random } from '../../../main/base/random.ts'

/** Bytes and numbers at which parsers change their minds. */
const EDGES = [0, 1, 0x1f, 0x20, 0x2f, 0x3a, 0x40, 0x7f, 0x80, 0xbf, 0xc0, 0xef, 0xfb, 0xfc, 0xfd, 0xfe, 0xff]
const NUMBERS = [0, 1, 252, 253, 255, 256, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0xffffffff]

/** Makes inputs out of others, as libFuzzer does: one to five small changes. */
export class Mutator {
  readonly #random: Random
  readonly #words: readonly Uint8Array[]
  readonly #maxBytes: number

  /** `words` are pieces that mean something to the parser. */
  constructor(random: Random, words: readonly Uint8Array[], maxBytes: number) {
    this.#random = random
    this.#words = words
    this.#maxBytes = maxBytes
  }

  mutate(input: Uint8Array, other: Uint8Array): Uint8Array {
    let bytes: Buffer = Buffer.from(input)
    for (let changes = 1 + this.#random.int(5); changes > 0; changes--) bytes = this.#change(bytes, other)
    return bytes.subarray(0, this.#maxBytes)
  }

  #change(bytes: Buffer, other: Uint8Array): Buffer {
    const random = this.#random
    const at = random.int(bytes.length + 1)
    const length = 1 + random.int(random.int(4) === 0 ? 64 : 8)
    const splice = (from: number, to: number, piece: Uint8Array): Buffer =>
      Buffer.concat([bytes.subarray(0, from), piece, bytes.subarray(to)])
    switch (random.int(11)) {
      case 0:
        return splice(at, Math.min(bytes.length, at + length), Buffer.alloc(0))
      case 1:
        return splice(at, at, Buffer.from(Array.from({ length }, () => random.int(256))))
      case 2:
        return splice(at, at, Buffer.alloc(length, pick(random, EDGES)))
      case 3:
        return this.#setByte(bytes, at, (byte) => byte ^ (1 << random.int(8)))
      case 4:
        return this.#setByte(bytes, at, () => pick(random, EDGES))
      case 5:
        return this.#setByte(bytes, at, (byte) => byte + pick(random, [-1, 1, random.int(256)]))
      case 6:
        return this.#number(bytes, at)
      case 7: {
        const word = this.#words.length > 0 ? pick(random, this.#words) : Buffer.of(pick(random, EDGES))
        return splice(at, random.int(2) === 0 ? at : Math.min(bytes.length, at + word.length), word)
      }
      case 8: {
        const from = random.int(other.length + 1)
        return splice(at, at, other.subarray(from, from + length))
      }
      case 9:
        return splice(at, bytes.length, other.subarray(random.int(other.length + 1)))
      default: {
        const from = random.int(bytes.length + 1)
        const piece = Buffer.from(bytes.subarray(from, from + length))
        return splice(at, random.int(2) === 0 ? at : Math.min(bytes.length, at + piece.length), piece)
      }
    }
  }

  #setByte(bytes: Buffer, at: number, value: (byte: number) => number): Buffer {
    if (at < bytes.length) bytes[at] = value(bytes[at] as number) & 255
    return bytes
  }

  /** Overwrites two or four bytes with a number of some meaning, or one near the present one. */
  #number(bytes: Buffer, at: number): Buffer {
    const random = this.#random
    const width = pick(random, [2, 4] as const)
    if (at + width > bytes.length) return bytes
    const near = (width === 2 ? bytes.readUInt16LE(at) : bytes.readUInt32LE(at)) + random.int(9) - 4
    const value = (random.int(2) === 0 ? near : pick(random, NUMBERS)) >>> 0
    if (width === 2) bytes.writeUInt16LE(value & 0xffff, at)
    else if (random.int(2) === 0) bytes.writeUInt32LE(value, at)
    else bytes.writeUInt32BE(value, at)
    return bytes
  }
}
