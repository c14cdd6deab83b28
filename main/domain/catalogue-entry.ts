import { type CodecState, decodeWith, encodeWith, fixedBytes, message, restBytes, uintUpTo } from '../base/codec.ts'
import type { Metadata } from './metadata.ts'
import { decodeMetadata, encodeMetadata } from './metadata-codec.ts'

/** One shared file as its owner publishes it. */
export interface CatalogueEntry {
  /** BEP 52 pieces root, 32 bytes. */
  root: Uint8Array
  /** Bytes. */
  size: number
  /** Last change of the file, ms since the epoch. */
  modified: number
  /** Metadata of the file, cleaned and cut; left out if there is none. */
  metadata?: Metadata
}

export type CatalogueChange = { type: 'put'; path: string; entry: CatalogueEntry } | { type: 'del'; path: string }

export const MAX_PATH_BYTES = 1024
/** Bytes of metadata that are accepted: room for later versions; a block is bounded anyway. */
const MAX_METADATA = 4096

/**
 * The first byte: 1 for an entry without metadata, 2 for one with metadata after the same fields. Readers of version 1
 * skip entries of version 2.
 */
const PLAIN = 1
const DESCRIBED = 2

const fields = {
  version: uintUpTo(255),
  root: fixedBytes(32),
  size: uintUpTo(Number.MAX_SAFE_INTEGER),
  modified: uintUpTo(Number.MAX_SAFE_INTEGER),
}
type Plain = { version: number; root: Uint8Array; size: number; modified: number }
const plainCodec = message<Plain>(fields)
const describedCodec = message<Plain & { metadata: Uint8Array }>({ ...fields, metadata: restBytes(MAX_METADATA) })

/** Encodes an entry; equal entries have equal bytes. */
export function encodeEntry({ root, size, modified, metadata }: CatalogueEntry): Uint8Array {
  const plain = { version: PLAIN, root, size, modified: Math.max(0, Math.round(modified)) }
  const described = metadata ? encodeMetadata(metadata) : new Uint8Array(0)
  if (described.byteLength === 0) return encodeWith(plainCodec, plain)
  return encodeWith(describedCodec, { ...plain, version: DESCRIBED, metadata: described })
}

/**
 * Decodes an entry; throws RangeError or Error if it is invalid. Invalid metadata is dropped, but not the file: size
 * and root are enough to download it.
 */
export function decodeEntry(bytes: Uint8Array): CatalogueEntry {
  const version = uintUpTo(255).decode({ start: 0, end: bytes.byteLength, buffer: bytes } satisfies CodecState)
  if (version !== PLAIN && version !== DESCRIBED) throw new RangeError(`unknown entry version ${version}`)
  if (version === PLAIN) {
    const { root, size, modified } = decodeWith(plainCodec, bytes)
    return { root: Buffer.from(root), size, modified }
  }
  const { root, size, modified, metadata } = decodeWith(describedCodec, bytes)
  if (metadata.byteLength === 0) throw new RangeError('an entry with metadata that has none')
  const plain = { root: Buffer.from(root), size, modified }
  try {
    const found = decodeMetadata(metadata)
    return Object.keys(found).length > 0 ? { ...plain, metadata: found } : plain
  } catch {
    return plain
  }
}

/**
 * True for a relative path 'folder/sub/name' of at most 1024 UTF-8 bytes, without empty, '.' or '..' parts, control
 * characters or backslashes.
 */
export function isCataloguePath(path: string): boolean {
  if (path === '' || !path.isWellFormed() || Buffer.byteLength(path) > MAX_PATH_BYTES) return false
  if (/[\p{Cc}\\]/u.test(path)) return false
  return path.split('/').every((step) => step !== '' && step !== '.' && step !== '..')
}
