/**
 * The version of the folding in which the text of `entries` is stored, and the last entry that was folded anew; see
 * index-folding.ts.
 */
export const sql = `
CREATE TABLE indexFolding (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  version INTEGER NOT NULL,
  entry INTEGER NOT NULL
) STRICT;
INSERT INTO indexFolding VALUES (1, 1, 0);
`
