import type { FolderLine, FolderView, PeerFile } from '../../search/local/folder-view.ts'
import type { Database } from '../database.ts'

type Found = Omit<PeerFile, 'root'> & { root: Buffer }

/** Sorts after any character of a path. */
const LAST = '\u{10ffff}'
/** Entries of one peer within a range of paths; uses the index on (catalogue, path). */
const BELOW = 'FROM entries WHERE catalogue = (SELECT id FROM catalogues WHERE peer = ?) AND path >= ? AND path < ?'

/** Folders of peers' catalogues, derived from the paths of their entries. */
export class SqliteFolderView implements FolderView {
  readonly #db: Database
  readonly #sum
  readonly #folders
  readonly #files
  readonly #filesCount
  readonly #all

  constructor(db: Database) {
    this.#db = db
    this.#sum = db.prepare<[string, string, string], { files: number; bytes: number }>(
      `SELECT count(*) AS files, CAST(total(size) AS INTEGER) AS bytes ${BELOW}`,
    )
    this.#folders = db.prepare<
      [number, number, string, string, string, number],
      { step: string; files: number; bytes: number }
    >(`
      SELECT substr(path, ?, instr(substr(path, ?), '/') - 1) AS step, count(*) AS files,
        CAST(total(size) AS INTEGER) AS bytes
      ${BELOW} AND instr(substr(path, ?), '/') > 0
      GROUP BY step ORDER BY step`)
    this.#filesCount = db.prepare<[string, string, string, number], { n: number }>(
      `SELECT count(*) AS n ${BELOW} AND instr(substr(path, ?), '/') = 0`,
    )
    this.#files = db.prepare<[string, string, string, number, number, number], Found>(`
      SELECT path, root, size, kind, modified ${BELOW} AND instr(substr(path, ?), '/') = 0
      ORDER BY path LIMIT ? OFFSET ?`)
    this.#all = db.prepare<[string, string, string, number, number], Found>(
      `SELECT path, root, size, kind, modified ${BELOW} ORDER BY path LIMIT ? OFFSET ?`,
    )
  }

  folder(
    peer: string,
    path: string,
    offset: number,
    limit: number,
  ): { files: number; bytes: number; total: number; lines: FolderLine[] } {
    const { from, to } = bounds(path)
    // SQL counts characters; JavaScript counts UTF-16 units.
    const behind = Array.from(from).length + 1
    const sum = this.#sum.get(peer, from, to) ?? { files: 0, bytes: 0 }
    const folders = this.#folders.all(behind, behind, peer, from, to, behind)
    const files = this.#filesCount.get(peer, from, to, behind)?.n ?? 0
    const lines: FolderLine[] = folders
      .slice(offset, offset + limit)
      .map(({ step, files, bytes }) => ({ type: 'folder', path: from + step, files, bytes: safe(bytes) }))
    const left = limit - lines.length
    if (left > 0)
      for (const file of this.#files.all(peer, from, to, behind, left, Math.max(0, offset - folders.length)))
        lines.push({ type: 'file', ...file, root: file.root.toString('hex') })
    return { files: sum.files, bytes: safe(sum.bytes), total: folders.length + files, lines }
  }

  below(
    peer: string,
    path: string,
    offset: number,
    limit: number,
  ): { total: number; bytes: number; files: PeerFile[] } {
    const { from, to } = bounds(path)
    const sum = this.#sum.get(peer, from, to) ?? { files: 0, bytes: 0 }
    return {
      total: sum.files,
      bytes: safe(sum.bytes),
      files: this.#all.all(peer, from, to, limit, offset).map((file) => ({ ...file, root: file.root.toString('hex') })),
    }
  }
}

function bounds(path: string): { from: string; to: string } {
  const from = path === '' ? '' : `${path}/`
  return { from, to: from + LAST }
}

/** Sums of forged sizes may exceed the safe integers. */
const safe = (bytes: number): number => Math.min(bytes, Number.MAX_SAFE_INTEGER)
