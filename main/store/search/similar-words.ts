import { foldTextV1, plainSigns } from '../../domain/text/fold-text.ts'
import type { Database } from '../database.ts'

/** Maximum number of entries read for other spellings of a word, and most trigrams, the rarest, to find them by. */
const MAX_ALIKE = 400
const MAX_GRAMS = 6
/** Trigrams in this many entries are too common to search by. */
const COMMON = 60_000

const WORD = /[\p{L}\p{M}\p{N}]{3,40}/gu

/** Finds words of the index that share rare trigrams with a word. */
export class SimilarWords {
  readonly #alikeNames
  readonly #frequency

  constructor(db: { prepare: Database['prepare']; exec(sql: string): unknown }) {
    db.exec('CREATE VIRTUAL TABLE IF NOT EXISTS temp.entryGrams USING fts5vocab(main, entry_text, row)')
    this.#alikeNames = db.prepare<[string], { path: string; metadata: string | null }>(`
      SELECT path, metadata
      FROM (SELECT rowid FROM entry_text WHERE entry_text MATCH ? ORDER BY rank LIMIT ${MAX_ALIKE}) f
        JOIN entries ON entries.id = f.rowid`)
    this.#frequency = db.prepare<[string], { doc: number }>('SELECT doc FROM temp.entryGrams WHERE term = ?')
  }

  /** Words that resemble a folded word, as names write them but for case and accents. */
  alike(word: string): string[] {
    const letters = Array.from(word)
    const grams = [...new Set(letters.slice(2).map((_, i) => letters.slice(i, i + 3).join('')))]
      .map((gram) => ({ gram, entries: this.#frequency.get(gram)?.doc ?? 0 }))
      .filter(({ entries }) => entries > 0 && entries < COMMON)
      .sort((a, b) => a.entries - b.entries)
      .slice(0, MAX_GRAMS)
    if (grams.length === 0) return []
    const words = new Set<string>()
    for (const { path, metadata } of this.#alikeNames.all(
      grams.map(({ gram }) => `"${gram.replaceAll('"', '""')}"`).join(' OR '),
    )) {
      const said =
        metadata === null
          ? []
          : Object.values(JSON.parse(metadata) as Record<string, unknown>).filter((value) => typeof value === 'string')
      for (const [found] of foldTextV1(plainSigns(`${path} ${said.join(' ')}`)).matchAll(WORD)) words.add(found)
    }
    return [...words]
  }
}
