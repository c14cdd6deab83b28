import type { Metadata } from '../../domain/metadata.ts'
import { decodeMetadata } from '../../domain/metadata-codec.ts'
import type { CommunityFiles } from '../../search/local/community-indexer.ts'
import type { Database } from '../database.ts'

const FROM = 'FROM files JOIN folders ON folders.id = folder LEFT JOIN metadata ON metadata.root = files.root'
const SEEN = "visibility = 'community' AND available = 1 AND files.root IS NOT NULL"

interface Row {
  id: number
  path: string
  root: Uint8Array
  size: number
  modified: number
  fields: Uint8Array | null
}

/** Files of the tables `folders` and `files` that one community sees. */
export class SqliteCommunityFiles implements CommunityFiles {
  readonly #db: Database
  readonly #state
  readonly #files

  constructor(db: Database) {
    this.#db = db
    this.#state = db
      .prepare<[string], string>(
        `
      SELECT printf('%d %d %.0f %.0f %.0f %.0f', count(*), max(files.id), total(size), total(modified),
        total(length(files.path) + length(folders.name)), total(length(fields)))
      ${FROM} WHERE ${SEEN} AND community = ?`,
      )
      .pluck()
    this.#files = db.prepare<[string, number, number], Row>(`
      SELECT files.id, folders.name || '/' || files.path AS path, files.root AS root, size, modified, fields
      ${FROM} WHERE ${SEEN} AND community = ? AND files.id > ? ORDER BY files.id LIMIT ?`)
  }

  communities(): string[] {
    return this.#db
      .prepare<[], { community: string }>(
        "SELECT DISTINCT community FROM folders WHERE visibility = 'community' AND available = 1",
      )
      .all()
      .map(({ community }) => community)
  }

  state(community: string): string {
    return this.#state.get(community) as unknown as string
  }

  files(community: string, after: number, limit: number): ReturnType<CommunityFiles['files']> {
    return this.#files
      .all(community, after, limit)
      .map(({ fields, ...file }) => ({ ...file, ...(fields && { metadata: read(fields) }) }))
  }
}

function read(fields: Uint8Array): Metadata {
  try {
    return decodeMetadata(fields)
  } catch {
    return {}
  }
}
