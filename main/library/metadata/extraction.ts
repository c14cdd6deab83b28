import type { ExtractJob } from '../../domain/extraction.ts'
import type { Metadata } from '../../domain/metadata.ts'

/**
 * What a reader of one format finds: raw fields (cleaned and cut afterwards) and a picture in some format that sharp
 * reads.
 */
interface Found {
  metadata: Metadata
  /** Path or bytes of the picture to make the thumbnail of; left out where there is none or none was asked for. */
  picture?: Uint8Array | string
}

/** Reads one format; throws where the file makes no sense, `TooLarge` where it would take too much. */
export type FormatReader = (job: ExtractJob) => Promise<Found>

/** A file that would take more memory than one file may. */
export class TooLarge extends Error {}

/** Grows when readers learn more: contents that an older one looked into are looked into again. */
export const EXTRACTOR_VERSION = 3
