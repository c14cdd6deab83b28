/**
 * Decisions on peers by the rule and by the user (local only), conflicting heads of rating logs, the course of each
 * peer's trust, and which own rating belongs to which transfer.
 */
export const sql = `
-- the rule's standing with its memory, what it comes to with the user's word and proofs (label),
-- and since when it excludes
CREATE TABLE standings (
  peer TEXT PRIMARY KEY,
  standing TEXT NOT NULL,
  since INTEGER NOT NULL,
  label TEXT NOT NULL,
  excludedSince INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE overrides (
  peer TEXT PRIMARY KEY,
  decision TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE decisions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  time INTEGER NOT NULL,
  peer TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  cause TEXT NOT NULL,
  u REAL,
  until INTEGER
) STRICT;
CREATE INDEX decisionsByPeer ON decisions (peer, id);

CREATE TABLE conflicts (
  peer TEXT PRIMARY KEY,
  length INTEGER NOT NULL,
  fork INTEGER NOT NULL,
  time INTEGER NOT NULL,
  proof BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE trustCourses (peer TEXT PRIMARY KEY, points TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE ratedTransfers (transfer TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`
