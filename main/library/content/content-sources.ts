import type { ContentBook, ContentView } from '../../domain/content-view.ts'
import type { Library } from '../library.ts'
import type { MetadataQueue } from '../metadata/metadata-queue.ts'
import { fileView } from './file-view.ts'

/** Opens contents of one kind by id; null for an unknown id. */
export type ContentSource = (id: string) => Promise<ContentView | null> | ContentView | null

/** Opens contents through the source of their kind. */
export class ContentSources implements ContentBook {
  readonly #sources: ReadonlyMap<string, ContentSource>

  constructor(sources: Record<string, ContentSource>) {
    this.#sources = new Map(Object.entries(sources))
  }

  async open(kind: string, id: string): Promise<ContentView | null> {
    return (await this.#sources.get(kind)?.(id)) ?? null
  }
}

/** Shared files of this node, by root. */
export function sharedFiles(library: Pick<Library, 'source'>): ContentSource {
  return async (root) => {
    const source = await library.source(root)
    return source && fileView(source.path, source.size)
  }
}

/** Thumbnails of shared files, by root. */
export function thumbnails(metadata: Pick<MetadataQueue, 'thumbnail'>): ContentSource {
  return async (root) => {
    const found = await metadata.thumbnail(root)
    return found && fileView(found.path, found.size, `${root}.webp`, true)
  }
}
