import type { CatalogueChange } from '../../domain/catalogue-entry.ts'
import { fileKind } from '../../domain/file-kind.ts'
import type { Metadata } from '../../domain/metadata.ts'
import { foldText } from '../../domain/text/fold-text.ts'
import { denseRuns, shortGrams } from '../../domain/text/short-grams.ts'
import type { Database } from '../database.ts'

/** Longest path accepted, in characters; catalogues allow 1024 bytes. */
const MAX_PATH = 1024

type Put = Extract<CatalogueChange, { type: 'put' }>

/** Writes single entries to the table `entries` and to both of its text indexes. */
export class EntryWriter {
  readonly #now: () => number
  readonly #known
  readonly #add
  readonly #change
  readonly #text
  readonly #short
  readonly #stored
  readonly #names
  readonly #del

  /** `now`: ms since the epoch, recorded as the time at which entries were shared. */
  constructor(db: Database, now: () => number) {
    this.#now = now
    this.#known = db.prepare<[number, string], { id: number; metadata: string | null; ext: string }>(
      'SELECT id, metadata, ext FROM entries WHERE catalogue = ? AND path = ?',
    )
    this.#add = db.prepare(`
      INSERT INTO entries (catalogue, path, name, folder, kind, root, size, modified, added, ext, metadata,
        year, duration, pages, width, height, bitrate)
      VALUES (@catalogue, @path, @name, @folder, @kind, @root, @size, @modified, @added, @ext, @metadata,
        @year, @duration, @pages, @width, @height, @bitrate)`)
    this.#change = db.prepare(`
      UPDATE entries SET root = @root, size = @size, modified = @modified, ext = @ext, metadata = @metadata,
        year = @year, duration = @duration, pages = @pages, width = @width, height = @height, bitrate = @bitrate
      WHERE id = @id`)
    this.#text = db.prepare(`
      INSERT OR REPLACE INTO entry_text (rowid, name, folder, title, artist, album, author, text)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
    this.#short = db.prepare('INSERT OR REPLACE INTO entry_short (rowid, grams) VALUES (?, ?)')
    this.#stored = db.prepare<[number, number], { id: number; path: string; metadata: string | null }>(
      'SELECT id, path, metadata FROM entries WHERE id > ? ORDER BY id LIMIT ?',
    )
    this.#names = db.prepare('UPDATE entries SET name = ?, folder = ?, ext = ? WHERE id = ?')
    this.#del = db.prepare('DELETE FROM entries WHERE catalogue = ? AND path = ?')
  }

  /** Adds or replaces an entry; ignores one whose path is too long. */
  put(catalogue: number, path: string, { root, size, modified, metadata = {} }: Put['entry']): void {
    if (path.length > MAX_PATH) return
    const slash = path.lastIndexOf('/')
    const name = path.slice(slash + 1)
    const described = Object.keys(metadata).length > 0 ? JSON.stringify(metadata) : null
    const ext = extensionOf(name)
    const { year = null, duration = null, pages = null, width = null, height = null, bitRate = null } = metadata
    const row = {
      root,
      size,
      modified: Math.round(modified),
      ext,
      metadata: described,
      year,
      duration,
      pages,
      width,
      height,
      bitrate: bitRate,
    }
    const known = this.#known.get(catalogue, path)
    if (known) this.#change.run({ ...row, id: known.id })
    // the path, and so its text, is the same; `ext` is empty in rows of older versions
    if (known && known.metadata === described && known.ext === ext && ext !== '') return
    const text = foldEntry(path, metadata)
    const id =
      known?.id ??
      Number(
        this.#add.run({
          ...row,
          catalogue,
          path,
          name: text.name,
          folder: text.folder,
          kind: fileKind(name),
          added: this.#now(),
        }).lastInsertRowid,
      )
    this.#write(id, text)
  }

  /** Folds the text of up to `limit` entries after the id `after` anew; the last id, or null at the end. */
  refold(after: number, limit: number): number | null {
    const rows = this.#stored.all(after, limit)
    for (const { id, path, metadata } of rows) {
      const text = foldEntry(path, metadata === null ? {} : (JSON.parse(metadata) as Metadata))
      const ext = extensionOf(path.slice(path.lastIndexOf('/') + 1))
      this.#names.run(text.name, text.folder, ext, id)
      this.#write(id, text)
    }
    return rows.at(-1)?.id ?? null
  }

  #write(id: number, { name, folder, title, artist, album, author, text }: FoldedEntry): void {
    this.#text.run(id, name, folder, title, artist, album, author, text)
    this.#short.run(
      id,
      shortGrams([name, folder, title, artist, album, author, denseRuns(text)].join(' ').trimEnd()).join(' '),
    )
  }

  remove(catalogue: number, path: string): void {
    this.#del.run(catalogue, path)
  }
}

/** The text of an entry as it is indexed. */
interface FoldedEntry {
  name: string
  folder: string
  title: string
  artist: string
  album: string
  author: string
  text: string
}

function foldEntry(path: string, { title, artist, album, author, text, genre, camera }: Metadata): FoldedEntry {
  const slash = path.lastIndexOf('/')
  const fold = (value: string | undefined): string => (value === undefined ? '' : foldText(value))
  return {
    name: foldText(path.slice(slash + 1)),
    folder: foldText(path.slice(0, Math.max(0, slash))),
    title: fold(title),
    artist: fold(artist),
    album: fold(album),
    author: fold(author),
    text: fold([genre, camera, text].filter(Boolean).join(' ')),
  }
}

/** The folded extension of a name; empty if it has none. */
function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 && name.length - dot <= 17 ? foldText(name.slice(dot + 1)) : ''
}
