import type { NeighbourStatsRow, NeighbourStatsStore } from '../../search/network/flood/neighbour-stats.ts'
import type { WordFrequencies } from '../../search/network/ports.ts'
import type { Database } from '../database.ts'

/** Entries with a word are counted up to this limit. */
const MAX_COUNTED = 200

/** Which neighbours answered, and how common words are in the index. Never leaves this machine. */
export class NetworkSearchStore implements NeighbourStatsStore, WordFrequencies {
  readonly #database: Database
  readonly #learned
  readonly #save
  readonly #drop
  readonly #count

  readonly #self: string

  /** `self`: my own key. */
  constructor(db: Database, self: string) {
    this.#self = self
    this.#database = db
    this.#learned = db.prepare<[], NeighbourStatsRow>('SELECT word, peer, score, time FROM learned')
    this.#save = db.prepare<
      [string, string, number, number]
    >(`INSERT INTO learned (word, peer, score, time) VALUES (?, ?, ?, ?)
      ON CONFLICT (word, peer) DO UPDATE SET score = excluded.score, time = excluded.time`)
    this.#drop = db.prepare<[string, string]>('DELETE FROM learned WHERE word = ? AND peer = ?')
    this.#count = db.prepare<[string, string, number], { n: number }>(`
      SELECT count(*) AS n FROM (SELECT 1 FROM entry_text JOIN entries ON entries.id = entry_text.rowid
      WHERE entry_text MATCH ? AND catalogue NOT IN (SELECT id FROM catalogues WHERE substr(peer, 1, 64) = ?) LIMIT ?)`)
  }

  learned(): NeighbourStatsRow[] {
    return this.#learned.all()
  }

  saveLearned({ word, peer, score, time }: NeighbourStatsRow): void {
    this.#database.later(`learned ${word} ${peer}`, () => this.#save.run(word, peer, score, Math.round(time)))
  }

  dropLearned(word: string, peer: string): void {
    this.#database.later(`learned ${word} ${peer}`, () => this.#drop.run(word, peer))
  }

  /** Counts up to 200; estimated for words of fewer than three letters, which the index lacks. */
  othersWith(word: string): number {
    if (Array.from(word).length < 3) return Array.from(word).length === 2 ? 10 : MAX_COUNTED
    return this.#count.get(`"${word.replaceAll('"', '""')}"`, this.#self, MAX_COUNTED)?.n ?? 0
  }
}
