import { decodeMetadata, encodeMetadata } from '../../domain/metadata-codec.ts'
import type { ContentFile, KnownContent, MetadataStore, NewlyKnown } from '../../library/metadata/metadata-store.ts'
import type { Database } from '../database.ts'

/** The table `metadata`; triggers on `files` insert each new root. */
export class SqliteMetadataStore implements MetadataStore {
  readonly #db: Database
  readonly #waiting
  readonly #files
  readonly #save
  readonly #again
  readonly #of

  constructor(db: Database) {
    this.#db = db
    this.#waiting = db
      .prepare<[Uint8Array, number], Buffer>(
        `
      SELECT root FROM metadata WHERE state = 'waiting' AND root > ?
        AND EXISTS (SELECT 1 FROM files JOIN folders ON folders.id = folder
          WHERE files.root = metadata.root AND available = 1)
      ORDER BY root LIMIT ?`,
      )
      .pluck()
    this.#files = db.prepare<[Uint8Array], ContentFile>(`
      SELECT folders.path || '/' || files.path AS path, size, stamp FROM files JOIN folders ON folders.id = folder
      WHERE root = ? AND available = 1 ORDER BY files.id LIMIT 32`)
    this.#save = db.prepare<[string, Uint8Array | null, number, number, Uint8Array]>(
      'UPDATE metadata SET state = ?, fields = ?, thumbnail = ?, extractor = ? WHERE root = ?',
    )
    this.#again = db.prepare<[Uint8Array]>('UPDATE files SET published = 2 WHERE root = ? AND published = 1')
    this.#of = db.prepare<[Uint8Array], { state: KnownContent['state']; fields: Uint8Array | null; thumbnail: number }>(
      'SELECT state, fields, thumbnail FROM metadata WHERE root = ?',
    )
  }

  begin(extractor: number): void {
    this.#db.transaction(() => {
      this.#db
        .prepare('DELETE FROM metadata WHERE NOT EXISTS (SELECT 1 FROM files WHERE files.root = metadata.root)')
        .run()
      this.#db
        .prepare("UPDATE metadata SET state = 'waiting' WHERE state <> 'waiting' AND extractor < ?")
        .run(extractor)
    })
  }

  waiting(after: Uint8Array | null, limit: number): Uint8Array[] {
    return this.#waiting.all(after ?? new Uint8Array(0), limit) as unknown as Uint8Array[]
  }

  waitingCount(): number {
    return this.#db
      .prepare<[], number>("SELECT count(*) FROM metadata WHERE state = 'waiting'")
      .pluck()
      .get() as unknown as number
  }

  files(root: Uint8Array): ContentFile[] {
    return this.#files.all(root)
  }

  save(results: readonly NewlyKnown[], extractor: number): void {
    this.#db.transaction(() => {
      for (const { root, state, metadata, thumbnail } of results) {
        const before = this.#of.get(root)?.fields ?? null
        const encoded = encodeMetadata(metadata)
        const fields = encoded.byteLength > 0 ? encoded : null
        this.#save.run(state, fields, thumbnail ? 1 : 0, extractor, root)
        if (Buffer.compare(before ?? Buffer.of(), fields ?? Buffer.of()) !== 0) this.#again.run(root)
      }
    })
  }

  of(root: Uint8Array): KnownContent | null {
    const row = this.#of.get(root)
    return row
      ? { state: row.state, metadata: row.fields ? decodeMetadata(row.fields) : {}, thumbnail: row.thumbnail === 1 }
      : null
  }
}
