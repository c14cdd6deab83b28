/** When peers were connected: one row a session, in ms since the epoch. */
export const sql = `
CREATE TABLE sightings (
  peer TEXT NOT NULL,
  "from" INTEGER NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (peer, "from")
) STRICT, WITHOUT ROWID;
CREATE INDEX sightingsByUntil ON sightings (until);
`
