import { toHex } from '../../base/hex.ts'
import { MAX_FILE_BYTES } from '../content.ts'
import type { TorrentEntry } from '../torrent.ts'

/** Nesting of a torrent's lists and dictionaries; folders in folders count. */
const MAX_DEPTH = 64
/** Files that one download of a folder takes. */
const MAX_FILES = 10_000

/** Why a file is not a torrent that Hyoban can follow: 'old' has no roots of version 2. */
export type TorrentFault = 'damaged' | 'old' | 'tooMany'

type Value = number | Uint8Array | Value[] | Map<string, Value>

/** Reads bencoding (BEP 3). Throws RangeError on anything else. */
class Reader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** The value that fills all bytes. */
  whole(): Value {
    const value = this.#value(0)
    if (this.#at !== this.#bytes.byteLength) throw new RangeError('bytes after the end')
    return value
  }

  #value(depth: number): Value {
    if (depth > MAX_DEPTH) throw new RangeError('too deep')
    const mark = String.fromCharCode(this.#bytes[this.#at] ?? 0)
    if (mark === 'i') {
      this.#at++
      return this.#number('e')
    }
    if (mark === 'l') return this.#list(depth)
    if (mark === 'd') return this.#dictionary(depth)
    return this.#string()
  }

  #list(depth: number): Value[] {
    const items: Value[] = []
    this.#at++
    while (!this.#ends()) items.push(this.#value(depth + 1))
    return items
  }

  #dictionary(depth: number): Map<string, Value> {
    const entries = new Map<string, Value>()
    this.#at++
    while (!this.#ends()) {
      const key = Buffer.from(this.#string()).toString('latin1')
      if (entries.has(key)) throw new RangeError('a key twice')
      entries.set(key, this.#value(depth + 1))
    }
    return entries
  }

  #ends(): boolean {
    if (this.#bytes[this.#at] !== 0x65) return false
    this.#at++
    return true
  }

  #number(end: 'e' | ':'): number {
    const from = this.#at
    const to = this.#bytes.indexOf(end.charCodeAt(0), from)
    if (to < 0 || to - from > 16) throw new RangeError('not a number')
    const text = Buffer.from(this.#bytes.subarray(from, to)).toString('latin1')
    if (!/^(0|-?[1-9][0-9]*)$/.test(text)) throw new RangeError('not a number')
    this.#at = to + 1
    return Number(text)
  }

  #string(): Uint8Array {
    const length = this.#number(':')
    const bytes = this.#bytes.subarray(this.#at, this.#at + length)
    if (length < 0 || bytes.byteLength !== length) throw new RangeError('not a string')
    this.#at += length
    return bytes
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
const textOf = (value: Value | undefined): string => {
  if (!(value instanceof Uint8Array)) throw new RangeError('not a text')
  return utf8.decode(value)
}
/** A name as a key of the file tree, whose bytes were read one by one. */
const nameOf = (key: string): string => utf8.decode(Buffer.from(key, 'latin1'))

function* filesIn(tree: Map<string, Value>, path: readonly string[]): Generator<TorrentEntry> {
  for (const [key, below] of tree) {
    if (!(below instanceof Map)) throw new RangeError('not a file tree')
    if (key !== '') {
      yield* filesIn(below, [...path, nameOf(key)])
      continue
    }
    const [size, root] = [below.get('length'), below.get('pieces root')]
    if (typeof size !== 'number' || size < 0 || size > MAX_FILE_BYTES) throw new RangeError('not a size')
    // an empty file has no root, and nothing to fetch
    if (size === 0) continue
    if (!(root instanceof Uint8Array) || root.byteLength !== 32) throw new RangeError('not a root')
    yield { path, size, root: toHex(root) }
  }
}

/**
 * Reads the files that a torrent of version 2 (BEP 52) or a hybrid one names; its `pieces root` is Hyoban's root. Never
 * throws.
 */
export function readTorrent(
  bytes: Uint8Array,
): { name: string; files: TorrentEntry[]; fault: null } | { fault: TorrentFault } {
  try {
    const torrent = new Reader(bytes).whole()
    const info = torrent instanceof Map ? torrent.get('info') : undefined
    if (!(info instanceof Map)) return { fault: 'damaged' }
    const tree = info.get('file tree')
    if (!(tree instanceof Map)) return { fault: info.has('pieces') ? 'old' : 'damaged' }
    const files: TorrentEntry[] = []
    for (const file of filesIn(tree, [])) if (files.push(file) > MAX_FILES) return { fault: 'tooMany' }
    const name = textOf(info.get('name')).trim()
    return files.length === 0 || name === '' ? { fault: 'damaged' } : { name, files, fault: null }
  } catch {
    return { fault: 'damaged' }
  }
}
