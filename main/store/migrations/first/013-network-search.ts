/** Neighbours' answers by word (local only), and how much of each peer's catalogue is stored here. */
export const sql = `
CREATE TABLE learned (
  word TEXT NOT NULL,
  peer TEXT NOT NULL,
  score REAL NOT NULL,
  time INTEGER NOT NULL,
  PRIMARY KEY (word, peer)
) STRICT, WITHOUT ROWID;

-- bytes: of the blocks read under this key; cut: why it is not read on ('' if it is);
-- used: when its owner was last here, or anything of it last taken (ms)
CREATE TABLE replicas (
  peer TEXT PRIMARY KEY,
  key TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  cut TEXT NOT NULL,
  used INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`
