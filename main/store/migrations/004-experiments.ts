/** Saved experiments of the simulator: what the list shows, and the whole as the JSON that is exported. */
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
