/** Ratings given while the own rating log could not be written. */
export const sql = `
CREATE TABLE waitingRatings (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  rater TEXT NOT NULL,
  subject TEXT NOT NULL,
  score REAL NOT NULL,
  comment TEXT NOT NULL,
  reason TEXT NOT NULL,
  time INTEGER NOT NULL
) STRICT;
`
