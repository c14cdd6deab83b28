import type { ExtractJob } from '../../domain/extraction.ts'
import type { Metadata } from '../../domain/metadata.ts'

/**
 * Result of a format reader: raw fields (cleaned and truncated by the caller), and a picture in a format that sharp
 * can read.
 */
interface Found {
  metadata: Metadata
  /** Path or bytes of the picture for the thumbnail; left out if there is none, or none was requested. */
  picture?: Uint8Array | string
}

/** Reads one format. Throws if the file is damaged, `TooLarge` if it would take too much memory. */
export type FormatReader = (job: ExtractJob) => Promise<Found>

/** Reading the file would exceed the memory limit. */
export class TooLarge extends Error {}

/** Incremented when readers find more; contents read by older versions are then read again. */
export const EXTRACTOR_VERSION = 4
