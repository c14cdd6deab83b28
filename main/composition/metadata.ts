import { join } from 'node:path'
import type { Clock } from '../base/clock.ts'
import type { FileExtractor } from '../domain/extraction.ts'
import type { ContentMetadata } from '../contract/metadata.ts'
import type { Library } from '../library/library.ts'
import { Extractor } from '../library/metadata/extractor.ts'
import { MetadataQueue } from '../library/metadata/metadata-queue.ts'
import { Thumbnails } from '../library/metadata/thumbnails.ts'
import type { Database } from '../store/database.ts'
import { SqliteMetadataStore } from '../store/library/metadata-store.ts'
import { type ContentSource, fileView } from './content.ts'

export interface MetadataParts {
  queue: MetadataQueue
  /** The contract's `library.metadata`. */
  handler: (input: { root: string }) => ContentMetadata
  /** Thumbnails as contents, by root. */
  thumbnails: ContentSource
  close(): Promise<void>
}

/** An extractor for several nodes of one process; whoever makes it closes it, after the nodes. */
export function sharedExtractor(): FileExtractor & { close(): Promise<void> } {
  return new Extractor()
}

/** Looks into what the library has hashed; `shared` is an extractor that other nodes of this process use, too. */
export function describeFiles({
  database,
  library,
  dataDir,
  clock,
  log,
  shared,
}: {
  database: Database
  library: Library
  dataDir: string
  clock: Clock
  log: (line: string) => void
  shared?: FileExtractor
}): MetadataParts {
  const own = shared ? null : new Extractor()
  const queue = new MetadataQueue({
    store: new SqliteMetadataStore(database),
    extractor: own ?? (shared as FileExtractor),
    // who shares an extractor is one of many that nobody looks at
    thumbnails: shared ? null : new Thumbnails({ dir: join(dataDir, 'thumbnails'), clock }),
    busy: () => library.tasks().some(({ kind }) => kind === 'hashing'),
    kept: () => library.republish(),
    clock,
    log,
  })
  const off = library.events.on('change', () => queue.wake())
  return {
    queue,
    thumbnails: async (root) => {
      const found = await queue.thumbnail(root)
      return found && fileView(found.path, found.size, `${root}.webp`, true)
    },
    handler: ({ root }) => queue.of(root) ?? { state: 'unknown', metadata: {}, thumbnail: false },
    async close() {
      off()
      // first, so that the file being looked into is not waited for
      await own?.close()
      await queue.close()
    },
  }
}
