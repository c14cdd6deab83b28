/** Downloads have several sources, and may have a target folder of their own. */
export const sql = `
ALTER TABLE transfers ADD COLUMN target TEXT NOT NULL DEFAULT '';

-- bytes: verified, over all sessions; due: an outcome (JSON) that has not been rated yet
CREATE TABLE transferSources (
  transfer TEXT NOT NULL REFERENCES transfers(id) ON DELETE CASCADE,
  peer TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  rated REAL,
  due TEXT,
  PRIMARY KEY (transfer, peer)
) STRICT, WITHOUT ROWID;
`
