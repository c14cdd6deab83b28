/** Where downloaded contents came from, and which of them only some communities may see. Roots have 64 hex digits. */
export const sql = `
-- a peer that a content came from (empty: it was shared here before); bytes: verified ones from it, or all;
-- places: invitation communities in common with the peer, sorted, one of which shows it the content; empty: anybody may
CREATE TABLE contentOrigins (
  root TEXT NOT NULL,
  peer TEXT NOT NULL,
  places TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (root, peer)
) STRICT, WITHOUT ROWID;

-- contents with a restriction; a peer may have one if it is in all communities of any of its rows
CREATE TABLE privateContents (
  root TEXT NOT NULL,
  places TEXT NOT NULL,
  PRIMARY KEY (root, places)
) STRICT, WITHOUT ROWID;
CREATE INDEX privateContentsByPlaces ON privateContents (places, root);
`
