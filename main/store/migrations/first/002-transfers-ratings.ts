/** Transfers with their verified chunks; ratings read from the logs (a cache that can be rebuilt). */
export const sql = `
CREATE TABLE transfers (
  id TEXT PRIMARY KEY,
  direction TEXT NOT NULL,
  root TEXT NOT NULL,
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  peer TEXT NOT NULL,
  folder TEXT NOT NULL,
  part TEXT NOT NULL,
  path TEXT NOT NULL,
  inode INTEGER NOT NULL,
  moved INTEGER NOT NULL,
  state TEXT NOT NULL,
  problem TEXT,
  started INTEGER NOT NULL,
  ended INTEGER,
  rated REAL,
  due TEXT
) STRICT, WITHOUT ROWID;

-- 4096 chunks of 1 MiB a row: bits of those written, and of those that are safe on the disk
CREATE TABLE transferChunks (
  transfer TEXT NOT NULL REFERENCES transfers(id) ON DELETE CASCADE,
  segment INTEGER NOT NULL,
  written BLOB NOT NULL,
  synced BLOB NOT NULL,
  PRIMARY KEY (transfer, segment)
) STRICT, WITHOUT ROWID;

CREATE TABLE transferLayers (
  transfer TEXT PRIMARY KEY REFERENCES transfers(id) ON DELETE CASCADE,
  layer BLOB NOT NULL
) STRICT;

-- one row a valid rating: (rater, seq) is its place in the rater's log;
-- receipt: 0 none, 1 signed by the rater only, 2 by both
CREATE TABLE ratings (
  rater TEXT NOT NULL,
  seq INTEGER NOT NULL,
  subject TEXT NOT NULL,
  score REAL NOT NULL,
  reason TEXT NOT NULL,
  comment TEXT NOT NULL,
  time INTEGER NOT NULL,
  receipt INTEGER NOT NULL,
  nonce BLOB,
  PRIMARY KEY (rater, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX ratingsBySubject ON ratings (subject, time, rater, seq);
CREATE UNIQUE INDEX ratingsByNonce ON ratings (rater, nonce) WHERE nonce IS NOT NULL;

-- up to where each log has been read
CREATE TABLE ratingLogs (rater TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE ratingsIgnored (
  rater TEXT NOT NULL,
  reason TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (rater, reason)
) STRICT, WITHOUT ROWID;
`
