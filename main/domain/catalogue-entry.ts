import { type CodecState, decodeWith, encodeWith, fixedBytes, message, restBytes, uintUpTo } from '../base/codec.ts'
import type { Metadata } from './metadata.ts'
import { decodeMetadata, encodeMetadata } from './metadata-codec.ts'
import { MAX_TIME_MS } from './file-stamp.ts'

/** A shared file as published by its owner. */
export interface CatalogueEntry {
  /** BEP 52 pieces root, 32 bytes. */
  root: Uint8Array
  /** Bytes. */
  size: number
  /** Modification time, ms since the epoch. */
  modified: number
  /** Sanitised metadata; absent if there is none. */
  metadata?: Metadata
}

export type CatalogueChange = { type: 'put'; path: string; entry: CatalogueEntry } | { type: 'del'; path: string }

export const MAX_PATH_BYTES = 1024
/** Maximum bytes of metadata when reading; leaves room for later versions. */
const MAX_METADATA = 4096

/** First byte: 1 without metadata, 2 with metadata after the same fields. Readers of version 1 skip version 2. */
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

/** Deterministic: equal entries have equal bytes. */
export function encodeEntry({ root, size, modified, metadata }: CatalogueEntry): Uint8Array {
  const plain = { version: PLAIN, root, size, modified: Math.min(MAX_TIME_MS, Math.max(0, Math.round(modified))) }
  const described = metadata ? encodeMetadata(metadata) : new Uint8Array(0)
  if (described.byteLength === 0) return encodeWith(plainCodec, plain)
  return encodeWith(describedCodec, { ...plain, version: DESCRIBED, metadata: described })
}

/**
 * Throws RangeError or Error for an invalid entry. Only invalid metadata is dropped, since size and root suffice for a
 * download; times that no calendar has become the last one that it has.
 */
export function decodeEntry(bytes: Uint8Array): CatalogueEntry {
  const version = uintUpTo(255).decode({ start: 0, end: bytes.byteLength, buffer: bytes } satisfies CodecState)
  if (version !== PLAIN && version !== DESCRIBED) throw new RangeError(`unknown entry version ${version}`)
  if (version === PLAIN) {
    const { root, size, modified } = decodeWith(plainCodec, bytes)
    return { root: Buffer.from(root), size, modified: Math.min(MAX_TIME_MS, modified) }
  }
  const { root, size, modified, metadata } = decodeWith(describedCodec, bytes)
  if (metadata.byteLength === 0) throw new RangeError('an entry with metadata that has none')
  const plain = { root: Buffer.from(root), size, modified: Math.min(MAX_TIME_MS, modified) }
  try {
    const found = decodeMetadata(metadata)
    return Object.keys(found).length > 0 ? { ...plain, metadata: found } : plain
  } catch {
    return plain
  }
}

/**
 * Whether a path is relative ('folder/sub/name'), has at most 1024 UTF-8 bytes, and has no empty, '.' or '..' parts,
 * control characters or backslashes.
 */
export function isCataloguePath(path: string): boolean {
  if (path === '' || !path.isWellFormed() || Buffer.byteLength(path) > MAX_PATH_BYTES) return false
  if (/[\p{Cc}\\]/u.test(path)) return false
  return path.split('/').every((step) => step !== '' && step !== '.' && step !== '..')
}
