import type { Metadata } from '../../domain/metadata.ts'
import { decodeMetadata } from '../../domain/metadata-codec.ts'
import type { CommunityFiles } from '../../search/local/community-indexer.ts'
import type { Database } from '../database.ts'
import { KEY, OF_COMMUNITY } from './file-sql.ts'

const COLUMNS = `files.id AS id, ${KEY} AS path, files.root AS root, size, modified,
  (SELECT fields FROM metadata WHERE metadata.root = files.root) AS fields`
const seen = (and: string): string => OF_COMMUNITY.map((from) => `SELECT ${COLUMNS} ${from}${and}`).join(' UNION ALL ')

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
      .prepare<[{ community: string }], string>(
        `
      SELECT printf('%d %d %.0f %.0f %.0f %.0f', count(*), max(id), total(size), total(modified),
        total(length(path)), total(length(fields)))
      FROM (${seen('')})`,
      )
      .pluck()
    this.#files = db.prepare<[{ community: string; after: number; limit: number }], Row>(
      `${seen(' AND files.id > @after')} ORDER BY id LIMIT @limit`,
    )
  }

  communities(): string[] {
    return this.#db
      .prepare<[], { community: string }>(
        `SELECT community FROM folders WHERE visibility = 'community' AND available = 1
        UNION SELECT places FROM privateContents WHERE places NOT LIKE '% %'`,
      )
      .all()
      .map(({ community }) => community)
  }

  state(community: string): string {
    return this.#state.get({ community }) as unknown as string
  }

  files(community: string, after: number, limit: number): ReturnType<CommunityFiles['files']> {
    return this.#files
      .all({ community, after, limit })
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
