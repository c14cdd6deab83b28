import { type Codec, decodeWith, encodeWith, fixedBytes, message, uintUpTo } from '../base/codec.ts'

/** One shared file as its owner publishes it. */
export interface CatalogueEntry {
  /** BEP 52 pieces root, 32 bytes. */
  root: Uint8Array
  /** Bytes. */
  size: number
  /** Last change of the file, ms since the epoch. */
  modified: number
}

export type CatalogueChange = { type: 'put'; path: string; entry: CatalogueEntry } | { type: 'del'; path: string }

export const MAX_PATH_BYTES = 1024
const ENTRY_VERSION = 1

/** Only one version so far: any other number is refused by the range. */
const version: Codec<number> = {
  ...uintUpTo(ENTRY_VERSION),
  decode(state) {
    const found = uintUpTo(255).decode(state)
    if (found !== ENTRY_VERSION) throw new RangeError(`unknown entry version ${found}`)
    return found
  },
}

const entryCodec = message<{ version: number; root: Uint8Array; size: number; modified: number }>({
  version,
  root: fixedBytes(32),
  size: uintUpTo(Number.MAX_SAFE_INTEGER),
  modified: uintUpTo(Number.MAX_SAFE_INTEGER),
})

/** The bytes of an entry in the log. */
export function encodeEntry({ root, size, modified }: CatalogueEntry): Uint8Array {
  return encodeWith(entryCodec, { version: ENTRY_VERSION, root, size, modified: Math.max(0, Math.round(modified)) })
}

/** An entry from its bytes; throws RangeError or Error on anything that `encodeEntry` would not have made. */
export function decodeEntry(bytes: Uint8Array): CatalogueEntry {
  const { root, size, modified } = decodeWith(entryCodec, bytes)
  return { root: Buffer.from(root), size, modified }
}

/** True for a relative path 'folder/sub/name' of at most 1024 UTF-8 bytes: no empty, '.' or '..' step, no control character, no backslash. */
export function isCataloguePath(path: string): boolean {
  if (path === '' || !path.isWellFormed() || Buffer.byteLength(path) > MAX_PATH_BYTES) return false
  if (/[\p{Cc}\\]/u.test(path)) return false
  return path.split('/').every((step) => step !== '' && step !== '.' && step !== '..')
}
