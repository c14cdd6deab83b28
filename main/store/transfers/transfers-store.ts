import type { ChunkSegment, SourceRow, TransferRow, TransferStore } from '../../transfers/ports.ts'
import type { Database } from '../database.ts'

type Stored = Omit<TransferRow, 'problem' | 'chosen' | 'announced'> & {
  problem: string | null
  chosen: 0 | 1
  announced: string
}

const COLUMNS = [
  'id',
  'direction',
  'root',
  'name',
  'size',
  'peer',
  'folder',
  'part',
  'path',
  'inode',
  'moved',
  'state',
  'problem',
  'started',
  'ended',
  'rated',
  'due',
  'target',
  'chosen',
  'announced',
] as const

/** The tables of transfers: one row each, and chunks, layer and sources of downloads. */
export class TransfersStore implements TransferStore {
  readonly #database: Database
  readonly #all
  readonly #save
  readonly #remove
  readonly #chunks
  readonly #saveChunks
  readonly #moved
  readonly #layer
  readonly #saveLayer
  readonly #clearChunks
  readonly #clearLayer
  readonly #sources
  readonly #saveSource
  readonly #removeSource

  constructor(database: Database) {
    this.#database = database
    this.#all = database.prepare<[], Stored>(`SELECT ${COLUMNS.join(', ')} FROM transfers`)
    this.#save = database.prepare<[Stored]>(`
      INSERT INTO transfers (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((name) => `@${name}`).join(', ')})
      ON CONFLICT (id) DO UPDATE SET ${COLUMNS.slice(1)
        .map((name) => `${name} = excluded.${name}`)
        .join(', ')}`)
    this.#remove = database.prepare<[string]>('DELETE FROM transfers WHERE id = ?')
    this.#chunks = database.prepare<[string], ChunkSegment>(
      'SELECT segment, written, synced FROM transferChunks WHERE transfer = ?',
    )
    this.#saveChunks = database.prepare<[string, number, Uint8Array, Uint8Array]>(`
      INSERT INTO transferChunks (transfer, segment, written, synced) VALUES (?, ?, ?, ?)
      ON CONFLICT (transfer, segment) DO UPDATE SET written = excluded.written, synced = excluded.synced`)
    this.#moved = database.prepare<[number, string]>('UPDATE transfers SET moved = ? WHERE id = ?')
    this.#layer = database.prepare<[string], { layer: Uint8Array }>(
      'SELECT layer FROM transferLayers WHERE transfer = ?',
    )
    this.#saveLayer = database.prepare<[string, Uint8Array]>(`
      INSERT INTO transferLayers (transfer, layer) VALUES (?, ?)
      ON CONFLICT (transfer) DO UPDATE SET layer = excluded.layer`)
    this.#clearChunks = database.prepare<[string]>('DELETE FROM transferChunks WHERE transfer = ?')
    this.#sources = database.prepare<[string], SourceRow>(
      'SELECT peer, bytes, rated, due FROM transferSources WHERE transfer = ?',
    )
    this.#saveSource = database.prepare<[{ id: string } & SourceRow]>(`
      INSERT INTO transferSources (transfer, peer, bytes, rated, due) VALUES (@id, @peer, @bytes, @rated, @due)
      ON CONFLICT (transfer, peer) DO UPDATE SET bytes = excluded.bytes, rated = excluded.rated, due = excluded.due`)
    this.#removeSource = database.prepare<[string, string]>(
      'DELETE FROM transferSources WHERE transfer = ? AND peer = ?',
    )
    this.#clearLayer = database.prepare<[string]>('DELETE FROM transferLayers WHERE transfer = ?')
  }

  all(): TransferRow[] {
    return this.#all.all().map(({ chosen, announced, ...row }) => ({
      ...row,
      ...(chosen === 1 && { chosen: true }),
      ...(announced !== '' && { announced }),
      problem: row.problem === null ? null : (JSON.parse(row.problem) as TransferRow['problem']),
    }))
  }

  save(row: TransferRow): void {
    const whole = (value: number): number => Math.round(value)
    const stored: Stored = {
      ...row,
      started: whole(row.started),
      ended: row.ended === null ? null : whole(row.ended),
      problem: row.problem && JSON.stringify(row.problem),
      chosen: row.chosen ? 1 : 0,
      announced: row.announced ?? '',
    }
    this.#database.later(`transfer ${row.id}`, () => this.#save.run(stored))
  }

  remove(id: string): void {
    this.#database.later(`transfer ${id}`, () => this.#remove.run(id))
  }

  chunks(id: string): ChunkSegment[] {
    return this.#chunks.all(id)
  }

  saveChunks(id: string, moved: number, segments: ChunkSegment[]): void {
    this.#database.settle()
    this.#database.transaction(() => {
      for (const { segment, written, synced } of segments) this.#saveChunks.run(id, segment, written, synced)
      this.#moved.run(moved, id)
    })
  }

  layer(id: string): Uint8Array | null {
    return this.#layer.get(id)?.layer ?? null
  }

  saveLayer(id: string, layer: Uint8Array): void {
    this.#database.settle()
    this.#saveLayer.run(id, layer)
  }

  sources(id: string): SourceRow[] {
    return this.#sources.all(id)
  }

  saveSource(id: string, source: SourceRow): void {
    const stored = { id, ...source }
    this.#database.later(`source ${id} ${source.peer}`, () => this.#saveSource.run(stored))
  }

  removeSource(id: string, peer: string): void {
    this.#database.later(`source ${id} ${peer}`, () => this.#removeSource.run(id, peer))
  }

  clearChunks(id: string): void {
    this.#database.later(`chunks ${id}`, () => {
      this.#clearChunks.run(id)
      this.#clearLayer.run(id)
    })
  }
}
