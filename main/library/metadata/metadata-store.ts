import type { NoMetadata } from '../../domain/extraction.ts'
import type { Metadata } from '../../domain/metadata.ts'

/** A file with a given content, in an available folder. */
export interface ContentFile {
  /** Absolute path. */
  path: string
  size: number
  stamp: string
}

/** Metadata of a shared content. */
export interface KnownContent {
  state: 'waiting' | 'done' | NoMetadata
  metadata: Metadata
  /** True if it has a thumbnail. */
  thumbnail: boolean
}

/** The result of reading a content. */
export interface NewlyKnown {
  root: Uint8Array
  state: 'done' | NoMetadata
  metadata: Metadata
  thumbnail: boolean
}

/** Storage of metadata, by root. All calls are synchronous and short. */
export interface MetadataStore {
  /** Deletes contents that no file has any more, and resets those read by an older extractor to waiting. */
  begin(extractor: number): void
  /** Waiting roots that have a file, after `after` in byte order (null: from the start). */
  waiting(after: Uint8Array | null, limit: number): Uint8Array[]
  /** Number of waiting roots, including those in missing folders. */
  waitingCount(): number
  /** Files with this content, at most 32. */
  files(root: Uint8Array): ContentFile[]
  /** Stores results, and marks files whose metadata has changed to be published again. */
  save(results: readonly NewlyKnown[], extractor: number): void
  /** Null for a content that is not shared. */
  of(root: Uint8Array): KnownContent | null
}
