import { join } from 'node:path'
import type { WorkerHandle } from '../base/worker-handle.ts'
import type { FileExtractor } from '../domain/extraction.ts'
import { Library } from '../library/library.ts'
import { Extractor } from '../library/metadata/extractor.ts'
import { MetadataQueue } from '../library/metadata/metadata-queue.ts'
import { ContentOrigins } from '../library/sharing/content-origins.ts'
import { Thumbnails } from '../library/metadata/thumbnails.ts'
import type { NodeOptions } from '../node.ts'
import { OwnIndexer } from '../search/local/own-indexer.ts'
import { SqliteOriginStore } from '../store/library/content-origins-store.ts'
import { SqliteLibraryStore } from '../store/library/library-store.ts'
import { SqliteMetadataStore } from '../store/library/metadata-store.ts'
import { IndexFolding } from '../store/search/index-folding.ts'
import { SqliteSearchIndex } from '../store/search/search-store.ts'
import type { Ground } from './ground.ts'
import type { NodeParts } from './parts.ts'

/** Sharing: the library writes through `own` to the catalogue of this node and to the search index together. */
export interface SharingParts {
  index: SqliteSearchIndex
  own: OwnIndexer
  library: Library
  /** Where contents came from, and who may therefore have them. */
  origins: ContentOrigins
  metadata: MetadataQueue
}

/** Opens the library without starting a scan. */
export async function composeSharing(
  options: NodeOptions,
  { ground, network: { overlay, communities } }: Pick<NodeParts, 'ground' | 'network'>,
): Promise<SharingParts> {
  const { self, dataDir, database, logs, clock, log, teardown } = ground
  const index = new SqliteSearchIndex(database, () => clock.now())
  const own = new OwnIndexer({ self, catalogue: logs.catalogue.own, index })
  await own.start()
  const folding = new IndexFolding(database)
  const folded = folding.run().catch((error: unknown) => log(`search: folding the index: ${String(error)}`))
  teardown.add('index folding', () => {
    folding.close()
    return folded
  })
  const origins = new ContentOrigins({ store: new SqliteOriginStore(database), network: overlay, communities })
  const library = new Library({
    store: new SqliteLibraryStore(database),
    catalogue: own,
    clock,
    log,
    excluded: [dataDir],
    network: overlay,
    origins,
  })
  origins.events.on('change', () => library.republish())
  teardown.add('library', () => library.close())
  const metadata = openMetadata(options, ground, library)
  return { index, own, library, origins, metadata }
}

/** Opens the metadata of shared files. A node with a shared extractor has no window and needs no thumbnails. */
function openMetadata(
  { extractor: shared, reader }: NodeOptions,
  { dataDir, database, clock, log, teardown }: Ground,
  library: Library,
): MetadataQueue {
  const { extractor, close } = shared ? { extractor: shared, close: async () => {} } : ownExtractor(dataDir, reader)
  const metadata = new MetadataQueue({
    store: new SqliteMetadataStore(database),
    library,
    extractor,
    thumbnails: shared ? null : new Thumbnails({ dir: join(dataDir, 'thumbnails'), clock }),
    clock,
    log,
  })
  const off = library.events.on('change', () => metadata.wake())
  teardown.add('metadata', () => metadata.close())
  // closed before the queue, which would otherwise wait for the current file
  teardown.add('extractor', close)
  teardown.add('metadata events', off)
  return metadata
}

function ownExtractor(
  dataDir: string,
  reader: NodeOptions['reader'],
): { extractor: FileExtractor; close: () => Promise<void> } {
  const extractor = new Extractor({ privateFolders: [dataDir], ...(reader && { start: reader }) })
  return { extractor, close: () => extractor.close() }
}

/** An extractor for several nodes in one process, whose data directories are `privateFolders`; close it after them. */
export function sharedExtractor(
  privateFolders: readonly string[],
  reader?: () => WorkerHandle,
): FileExtractor & { close(): Promise<void> } {
  return new Extractor({ privateFolders, ...(reader && { start: reader }) })
}
