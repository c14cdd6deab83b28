import type { Metadata } from './metadata.ts'

/** A file to extract metadata from. */
export interface ExtractJob {
  /** Absolute path. */
  path: string
  /** Bytes when it was hashed. */
  size: number
  /** size:mtime(ns):inode when it was hashed; a different stamp means different content. */
  stamp: string
  /** Also make a thumbnail. */
  thumbnail: boolean
}

/** Why there is no metadata: unsupported type, damaged file, or a resource limit. */
export const NO_METADATA = ['unsupported', 'damaged', 'tooLarge', 'tookTooLong', 'tooMuchMemory'] as const
export type NoMetadata = (typeof NO_METADATA)[number]

/**
 * Result of a job; the thumbnail is WebP. `changed` and `unreadable` are temporary and say nothing about the content.
 */
export type ExtractResult =
  | { state: 'done'; metadata: Metadata; thumbnail: Uint8Array | null }
  | { state: 'none'; reason: NoMetadata }
  | { state: 'changed' }
  | { state: 'unreadable' }

/** Extracts from one file at a time; never rejects. */
export interface FileExtractor {
  extract(job: ExtractJob): Promise<ExtractResult>
}
