/** One saved experiment as the list shows it. */
export interface SavedExperimentRow {
  id: number
  name: string
  /** Milliseconds since the Unix epoch. */
  time: number
  scenario: string
  replications: number
  seed: number
  /** Runs that are in, of how many. */
  done: number
  total: number
}

/** Where saved experiments are kept; `document` is the experiment as JSON. */
export interface ExperimentStore {
  /** Newest first, without the documents. */
  list(): SavedExperimentRow[]
  /** The document, or undefined. */
  read(id: number): { row: SavedExperimentRow; document: string } | undefined
  /** Keeps an experiment; flushed to the disk before it returns. */
  add(row: Omit<SavedExperimentRow, 'id'>, document: string): SavedExperimentRow
  /** False if there is none of that number. */
  rename(id: number, name: string): boolean
  /** False if there is none of that number. */
  remove(id: number): boolean
}
