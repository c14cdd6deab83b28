import type { Metadata } from '../../base/metadata.ts'

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

/** Why there is no metadata: nothing is known of this kind of file; it makes no sense; it took too long, or too much memory. */
export const NO_METADATA = ['unsupported', 'damaged', 'tooLarge', 'tookTooLong', 'tooMuchMemory'] as const
export type NoMetadata = (typeof NO_METADATA)[number]

/** What a reader of one format finds: raw fields (cleaned and cut afterwards) and a picture in some format that sharp reads. */
export interface Found {
  metadata: Metadata
  /** Encoded picture to make the thumbnail of; left out where there is none or none was asked for. */
  picture?: Uint8Array | string
}

/** What came of a job. 'changed' and 'unreadable' say nothing of the content: they are no result. */
export type ExtractResult =
  | { state: 'done'; metadata: Metadata; thumbnail: Uint8Array | null }
  | { state: 'none'; reason: NoMetadata }
  | { state: 'changed' | 'unreadable' }

/** Reads one format; throws where the file makes no sense, `TooLarge` where it would take too much. */
export type FormatReader = (job: ExtractJob) => Promise<Found>

/** A file that would take more memory than one file may. */
export class TooLarge extends Error {}

/** Grows when readers learn more: contents that an older one looked into are looked into again. */
export const EXTRACTOR_VERSION = 1
