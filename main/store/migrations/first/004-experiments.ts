/** Saved experiments of the simulator: columns for the list, and the whole as the exported JSON. */
export const sql = `
CREATE TABLE experiments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  time INTEGER NOT NULL,
  scenario TEXT NOT NULL,
  replications INTEGER NOT NULL,
  seed INTEGER NOT NULL,
  done INTEGER NOT NULL,
  total INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT;
`
