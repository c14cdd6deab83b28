import type { ExperimentStore, SavedExperimentRow } from '../simulator/experiment-store.ts'
import type { Database } from './database.ts'

const COLUMNS = 'id, name, time, scenario, replications, seed, done, total'

/** The table of saved experiments. */
export class ExperimentsStore implements ExperimentStore {
  readonly #database: Database
  readonly #list
  readonly #read
  readonly #add
  readonly #rename
  readonly #remove

  constructor(database: Database) {
    this.#database = database
    this.#list = database.prepare<[], SavedExperimentRow>(`SELECT ${COLUMNS} FROM experiments ORDER BY id DESC`)
    this.#read = database.prepare<[number], SavedExperimentRow & { document: string }>(
      `SELECT ${COLUMNS}, document FROM experiments WHERE id = ?`,
    )
    this.#add = database.prepare<[string, number, string, number, number, number, number, string]>(`
      INSERT INTO experiments (name, time, scenario, replications, seed, done, total, document)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
    this.#rename = database.prepare<[string, number]>('UPDATE experiments SET name = ? WHERE id = ?')
    this.#remove = database.prepare<[number]>('DELETE FROM experiments WHERE id = ?')
  }

  list(): SavedExperimentRow[] {
    return this.#list.all()
  }

  read(id: number): { row: SavedExperimentRow; document: string } | undefined {
    const found = this.#read.get(id)
    if (!found) return undefined
    const { document, ...row } = found
    return { row, document }
  }

  add(row: Omit<SavedExperimentRow, 'id'>, document: string): SavedExperimentRow {
    const { name, time, scenario, replications, seed, done, total } = row
    const id = this.#database.durable(() =>
      Number(
        this.#add.run(name, Math.round(time), scenario, replications, seed, done, total, document).lastInsertRowid,
      ),
    )
    return { id, ...row }
  }

  rename(id: number, name: string): boolean {
    return this.#rename.run(name, id).changes > 0
  }

  remove(id: number): boolean {
    return this.#remove.run(id).changes > 0
  }
}
