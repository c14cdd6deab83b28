import type { Metadata } from './metadata.ts'

/** One file to look into. */
export interface ExtractJob {
  /** Absolute path. */
  path: string
  /** Bytes, as they were hashed. */
  size: number
  /** size:mtime(ns):inode, as it was hashed: another one means another content. */
  stamp: string
  /** A small picture is wanted, too. */
  thumbnail: boolean
}

/** Why there is no metadata: nothing is known of this kind of file; it makes no sense; it is or would be too much. */
export const NO_METADATA = ['unsupported', 'damaged', 'tooLarge', 'tookTooLong', 'tooMuchMemory'] as const
export type NoMetadata = (typeof NO_METADATA)[number]

/**
 * What came of a job; the thumbnail is WebP. 'changed' and 'unreadable' say nothing of the content: they are no result.
 */
export type ExtractResult =
  | { state: 'done'; metadata: Metadata; thumbnail: Uint8Array | null }
  | { state: 'none'; reason: NoMetadata }
  | { state: 'changed' }
  | { state: 'unreadable' }

/** Looks into one file at a time; never throws. */
export interface FileExtractor {
  extract(job: ExtractJob): Promise<ExtractResult>
}
