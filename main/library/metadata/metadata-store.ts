import type { NoMetadata } from '../../domain/extraction.ts'
import type { Metadata } from '../../domain/metadata.ts'

/** A file that has a content, in a folder that is there. */
export interface ContentFile {
  /** Absolute. */
  path: string
  size: number
  stamp: string
}

/** What is known of a content of my own. */
export interface KnownContent {
  state: 'waiting' | 'done' | NoMetadata
  metadata: Metadata
  /** A thumbnail can be had. */
  thumbnail: boolean
}

/** What came of looking into a content. */
export interface NewlyKnown {
  root: Uint8Array
  state: 'done' | NoMetadata
  metadata: Metadata
  thumbnail: boolean
}

/** Where what is known of contents is kept, by root; the store room is one. All calls are synchronous and short. */
export interface MetadataStore {
  /** Forgets contents that no file has any more; what an older extractor looked into waits again. */
  begin(extractor: number): void
  /** Roots that wait and have a file, after `after` in byte order (all: none). */
  waiting(after: Uint8Array | null, limit: number): Uint8Array[]
  /** How many wait, roughly: those in folders that are missing count, too. */
  waitingCount(): number
  /** The files that have this content, at most 32. */
  files(root: Uint8Array): ContentFile[]
  /** Keeps results; files whose metadata is news have to be published again. */
  save(results: readonly NewlyKnown[], extractor: number): void
  /** Null for a content that is not mine. */
  of(root: Uint8Array): KnownContent | null
}
