import type { Handlers } from '../../contract/handlers.ts'
import type { MetadataQueue } from './metadata-queue.ts'

/** Handler of the contract's `library.metadata`. */
export function metadataHandler(metadata: Pick<MetadataQueue, 'of'>): Handlers['library']['metadata'] {
  return ({ root }) => metadata.of(root) ?? { state: 'unknown', metadata: {}, thumbnail: false }
}
