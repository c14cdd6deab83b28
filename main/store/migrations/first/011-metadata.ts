/** Metadata of each shared content by root, read once for all files with that content. */
export const sql = `
-- state: 'waiting', 'done', or why there is none; fields: as they are published, null if there is nothing to say;
-- thumbnail: one can be made; extractor: the version that looked
CREATE TABLE metadata (
  root BLOB PRIMARY KEY,
  state TEXT NOT NULL DEFAULT 'waiting',
  fields BLOB,
  thumbnail INTEGER NOT NULL DEFAULT 0,
  extractor INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX metadata_waiting ON metadata (root) WHERE state = 'waiting';

-- files.published 2: in the catalogue, but what it says there of itself is not the newest
CREATE INDEX files_to_republish ON files (id) WHERE published = 2;

INSERT INTO metadata (root) SELECT DISTINCT root FROM files WHERE root IS NOT NULL;
CREATE TRIGGER files_metadata_insert AFTER INSERT ON files WHEN new.root IS NOT NULL BEGIN
  INSERT OR IGNORE INTO metadata (root) VALUES (new.root);
END;
CREATE TRIGGER files_metadata_update AFTER UPDATE OF root ON files WHEN new.root IS NOT NULL BEGIN
  INSERT OR IGNORE INTO metadata (root) VALUES (new.root);
END;
`
