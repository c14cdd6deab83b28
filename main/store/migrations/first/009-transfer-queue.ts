/** The download queue, ended transfers (kept when they leave the list), and bytes exchanged by day and peer. */
export const sql = `
CREATE TABLE transferQueue (
  id TEXT PRIMARY KEY,
  priority TEXT NOT NULL,
  rank REAL NOT NULL,
  attempts INTEGER NOT NULL,
  retryAt INTEGER,
  groupId TEXT NOT NULL,
  groupName TEXT NOT NULL,
  subfolder TEXT NOT NULL,
  peers TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE transferHistory (
  id TEXT PRIMARY KEY,
  direction TEXT NOT NULL,
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  moved INTEGER NOT NULL,
  peer TEXT NOT NULL,
  state TEXT NOT NULL,
  code TEXT NOT NULL,
  path TEXT NOT NULL,
  started INTEGER NOT NULL,
  ended INTEGER NOT NULL,
  rated REAL
) STRICT, WITHOUT ROWID;
CREATE INDEX transferHistoryByEnd ON transferHistory (ended DESC, id);

-- day: YYYY-MM-DD in the machine's time zone
CREATE TABLE exchangedByDay (
  day TEXT NOT NULL,
  peer TEXT NOT NULL,
  given INTEGER NOT NULL,
  received INTEGER NOT NULL,
  PRIMARY KEY (day, peer)
) STRICT, WITHOUT ROWID;
`
