/** Settings, activity feed and the peers met. */
export const sql = `
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE activity (
  id INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  kind TEXT NOT NULL,
  level TEXT NOT NULL,
  peer TEXT,
  details TEXT NOT NULL
) STRICT;

CREATE TABLE peers (
  key TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  firstSeen INTEGER NOT NULL,
  lastSeen INTEGER NOT NULL,
  given INTEGER NOT NULL DEFAULT 0,
  received INTEGER NOT NULL DEFAULT 0,
  excludedSince INTEGER
) STRICT;
`
