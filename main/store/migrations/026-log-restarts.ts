/**
 * Declarations of owners who continue in another log; `place` numbers the logs of one owner here. Which of them a
 * proof of equivocation is about.
 */
export const sql = `
CREATE TABLE logRestarts (
  peer TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  place INTEGER NOT NULL,
  declaration BLOB NOT NULL,
  PRIMARY KEY (peer, epoch)
) STRICT, WITHOUT ROWID;

ALTER TABLE conflicts ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
`
