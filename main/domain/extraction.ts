import type { Metadata } from './metadata.ts'

/** A file whose metadata is extracted. */
export interface ExtractJob {
  /** Absolute path. */
  path: string
  /** Bytes, as they were hashed. */
  size: number
  /** size:mtime(ns):inode when it was hashed: a different stamp means different content. */
  stamp: string
  /** Whether to make a thumbnail as well. */
  thumbnail: boolean
}

/** Why there is no metadata: the kind of file is unknown, it is damaged, or extraction would take too much. */
export const NO_METADATA = ['unsupported', 'damaged', 'tooLarge', 'tookTooLong', 'tooMuchMemory'] as const
export type NoMetadata = (typeof NO_METADATA)[number]

/** The result of a job; the thumbnail is WebP. `changed` and `unreadable` say nothing about the content. */
export type ExtractResult =
  | { state: 'done'; metadata: Metadata; thumbnail: Uint8Array | null }
  | { state: 'none'; reason: NoMetadata }
  | { state: 'changed' }
  | { state: 'unreadable' }

/** Extracts from one file at a time; never throws. */
export interface FileExtractor {
  extract(job: ExtractJob): Promise<ExtractResult>
}
