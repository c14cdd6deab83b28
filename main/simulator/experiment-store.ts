/** List entry of a saved experiment. */
export interface SavedExperimentRow {
  id: number
  name: string
  /** Milliseconds since the Unix epoch. */
  time: number
  scenario: string
  replications: number
  seed: number
  /** Finished runs, out of `total`. */
  done: number
  total: number
}

/** Persists experiments; `document` is the experiment as JSON. */
export interface ExperimentStore {
  /** Newest first, without the documents. */
  list(): SavedExperimentRow[]
  /** Undefined for an unknown id. */
  read(id: number): { row: SavedExperimentRow; document: string } | undefined
  /** Returns once the experiment is flushed to disk. */
  add(row: Omit<SavedExperimentRow, 'id'>, document: string): SavedExperimentRow
  /** False for an unknown id. */
  rename(id: number, name: string): boolean
  /** False for an unknown id. */
  remove(id: number): boolean
}
