import { systemClock } from '../../base/clock.ts'
import { fromHex } from '../../base/hex.ts'
import { ownerOf } from '../../domain/index-owner.ts'
import type { Metadata } from '../../domain/metadata.ts'
import type { IndexedEntry, SearchIndex } from '../../search/local/search-index.ts'
import type { Database } from '../database.ts'
import { EntryWriter } from './entry-writer.ts'
import type { CatalogueChange } from '../../domain/catalogue-entry.ts'

/** In place of the key of a catalogue that is being removed. */
const NO_KEY = ''
const MAX_HOLDERS = 100
/** Maximum number of entries of a content that are read in one statement. */
const FEW_HOLDERS = 32

interface Holder {
  id: number
  catalogue: number
  path: string
  kind: IndexedEntry['kind']
  size: number
  modified: number
  metadata: string | null
}

/** The search index in SQLite: entries of all catalogues, with an FTS5 trigram index over their folded names. */
export class SqliteSearchIndex implements SearchIndex {
  readonly #db: Database
  readonly #writer: EntryWriter
  /** Owners by the ids of their catalogues; cleared when one is dropped, since its id may be reused. */
  readonly #owners = new Map<number, string>()
  readonly #shares = new Map<string, { files: number; bytes: number }>()
  readonly #catalogue
  readonly #note
  readonly #path
  readonly #holders
  readonly #nextHolder
  readonly #owner
  readonly #unkey
  readonly #removeSome

  /** `now`: ms since the epoch, recorded as the time at which entries were shared. */
  constructor(db: Database, now: () => number = () => systemClock.now()) {
    this.#db = db
    this.#writer = new EntryWriter(db, now)
    this.#catalogue = db.prepare<[string], { id: number; key: string; version: number }>(
      'SELECT id, key, version FROM catalogues WHERE peer = ?',
    )
    this.#note = db.prepare<[string, string, number], { id: number }>(`
      INSERT INTO catalogues (peer, key, version) VALUES (?, ?, ?)
      ON CONFLICT (peer) DO UPDATE SET key = excluded.key, version = excluded.version RETURNING id`)
    this.#path = db.prepare<[number], { path: string }>('SELECT path FROM entries WHERE id = ?')
    const holder = 'SELECT id, catalogue, path, kind, size, modified, metadata FROM entries WHERE root = ?'
    this.#holders = db.prepare<[Uint8Array], Holder>(`${holder} ORDER BY catalogue LIMIT ${FEW_HOLDERS + 1}`)
    this.#nextHolder = db.prepare<[Uint8Array, number], Holder>(
      `${holder} AND catalogue > ? ORDER BY catalogue LIMIT 1`,
    )
    this.#unkey = db.prepare<[string]>(`UPDATE catalogues SET key = '${NO_KEY}', version = 0 WHERE peer = ?`)
    this.#removeSome = db.prepare<[string, number]>(`
      DELETE FROM entries WHERE id IN
        (SELECT id FROM entries WHERE catalogue = (SELECT id FROM catalogues WHERE peer = ?) LIMIT ?)`)
    this.#owner = db.prepare<[number], { peer: string }>('SELECT peer FROM catalogues WHERE id = ?')
  }

  version(peer: string, key: string): number {
    const found = this.#catalogue.get(peer)
    return found && found.key === key ? found.version : 0
  }

  apply(peer: string, key: string, changes: readonly CatalogueChange[], version: number): void {
    this.#db.transaction(() => {
      if (this.#catalogue.get(peer)?.key !== key) this.#clear(peer)
      const { id } = this.#note.get(peer, key, version) as { id: number }
      for (const change of changes) {
        if (change.type === 'del') this.#writer.remove(id, change.path)
        else this.#writer.put(id, change.path, change.entry)
      }
    })
    this.#forget(peer)
  }

  drop(peer: string): void {
    this.#db.transaction(() => {
      this.#clear(peer)
      this.#db.prepare('DELETE FROM catalogues WHERE peer = ?').run(peer)
    })
    this.#owners.clear()
    this.#forget(peer)
  }

  dropSome(peer: string, limit: number): boolean {
    const removed = this.#db.transaction(() => {
      // nothing is indexed under no key: it is read from its start if this is interrupted
      this.#unkey.run(peer)
      return this.#removeSome.run(peer, limit).changes
    })
    this.#forget(peer)
    if (removed === limit) return false
    this.drop(peer)
    return true
  }

  #clear(peer: string): void {
    this.#db.prepare('DELETE FROM entries WHERE catalogue = (SELECT id FROM catalogues WHERE peer = ?)').run(peer)
  }

  #forget(peer: string): void {
    this.#shares.delete(peer)
  }

  holders(root: string): IndexedEntry[] {
    const bytes = fromHex(root)
    const rows = this.#holders.all(bytes)
    if (rows.length > FEW_HOLDERS) {
      // a catalogue may hold a content many times, so skip from catalogue to catalogue
      rows.length = 0
      for (
        let next = this.#nextHolder.get(bytes, 0);
        next && rows.length < MAX_HOLDERS;
        next = this.#nextHolder.get(bytes, next.catalogue)
      )
        rows.push(next)
    }
    const found: IndexedEntry[] = []
    for (const [i, { catalogue, metadata, id, path, kind, size, modified }] of rows.entries()) {
      if (rows[i - 1]?.catalogue === catalogue) continue
      const { peer, community } = ownerOf(this.#peerOf(catalogue))
      found.push({
        peer,
        ...(community !== null && { only: community }),
        id,
        path,
        kind,
        size,
        modified,
        root,
        ...(metadata !== null && { metadata: JSON.parse(metadata) as Metadata }),
      })
    }
    return found
  }

  #peerOf(catalogue: number): string {
    let peer = this.#owners.get(catalogue)
    if (peer === undefined) this.#owners.set(catalogue, (peer = this.#owner.get(catalogue)?.peer ?? ''))
    return peer
  }

  pathOf(entry: number): string | null {
    return this.#path.get(entry)?.path ?? null
  }

  peers(): string[] {
    return this.#db
      .prepare<[], { peer: string }>('SELECT peer FROM catalogues')
      .all()
      .map(({ peer }) => peer)
  }

  wholePeers(): string[] {
    return this.#db
      .prepare<[], { peer: string }>(
        `SELECT peer FROM catalogues LEFT JOIN replicas USING (peer)
        WHERE coalesce(replicas.cut, '') = '' AND catalogues.key <> '${NO_KEY}'`,
      )
      .all()
      .map(({ peer }) => peer)
  }

  size(): number {
    return (
      this.#db
        .prepare<[], { n: number }>(
          'SELECT coalesce((SELECT max(id) FROM entries) - (SELECT min(id) FROM entries) + 1, 0) AS n',
        )
        .get()?.n ?? 0
    )
  }

  catalogues(): number {
    return (
      this.#db
        .prepare<[], { n: number }>(
          `
          SELECT count(*) AS n FROM catalogues
          WHERE instr(peer, ':') = 0 AND EXISTS (SELECT 1 FROM entries WHERE catalogue = catalogues.id)`,
        )
        .get()?.n ?? 0
    )
  }

  sharesOf(peer: string): { files: number; bytes: number } {
    let found = this.#shares.get(peer)
    if (!found) {
      found = this.#db
        .prepare<[string], { files: number; bytes: number }>(
          `
        SELECT count(*) AS files, CAST(total(size) AS INTEGER) AS bytes FROM entries
        WHERE catalogue = (SELECT id FROM catalogues WHERE peer = ?)`,
        )
        .get(peer) ?? { files: 0, bytes: 0 }
      // forged sizes may add up to more than a safe integer
      this.#shares.set(peer, (found = { files: found.files, bytes: Math.min(found.bytes, Number.MAX_SAFE_INTEGER) }))
    }
    return found
  }
}
