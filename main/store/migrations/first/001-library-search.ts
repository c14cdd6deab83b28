/** Shared folders and their files; catalogues of all peers, this node included, with a trigram index of their names. */
export const sql = `
CREATE TABLE folders (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  path TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  available INTEGER NOT NULL DEFAULT 1
) STRICT;

-- stamp: size:mtime(ns):inode, the proof that a file need not be hashed again; root null: not hashed yet;
-- layer: 32-byte hashes of its 1 MiB chunks; seen: the scan that met it last; published: in the catalogue as it is here
CREATE TABLE files (
  id INTEGER PRIMARY KEY,
  folder INTEGER NOT NULL REFERENCES folders(id) ON DELETE CASCADE,
  dir TEXT NOT NULL,
  path TEXT NOT NULL,
  size INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  stamp TEXT NOT NULL,
  root BLOB,
  layer BLOB,
  failure TEXT,
  seen INTEGER NOT NULL,
  published INTEGER NOT NULL DEFAULT 0,
  UNIQUE (folder, path)
) STRICT;
CREATE INDEX files_by_dir ON files (folder, dir);
CREATE INDEX files_by_root ON files (root) WHERE root IS NOT NULL;
CREATE INDEX files_by_stamp ON files (stamp);
CREATE INDEX files_to_hash ON files (size) WHERE root IS NULL AND failure IS NULL;
CREATE INDEX files_to_publish ON files (id) WHERE root IS NOT NULL AND published = 0;

-- catalogue paths whose files are gone, until the catalogue has dropped them
CREATE TABLE withdrawn (path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE skipped (
  folder INTEGER NOT NULL REFERENCES folders(id) ON DELETE CASCADE,
  dir TEXT NOT NULL,
  path TEXT NOT NULL,
  reason TEXT NOT NULL,
  message TEXT NOT NULL,
  PRIMARY KEY (folder, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX skipped_by_dir ON skipped (folder, dir);

-- key: of the log that it was read from; version: how far
CREATE TABLE catalogues (
  id INTEGER PRIMARY KEY,
  peer TEXT NOT NULL UNIQUE,
  key TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 0
) STRICT;

-- path: the catalogue's own key; name and folder: its folded text, as the index searches it
CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  catalogue INTEGER NOT NULL REFERENCES catalogues(id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  folder TEXT NOT NULL,
  kind TEXT NOT NULL,
  root BLOB NOT NULL,
  size INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  UNIQUE (catalogue, path)
) STRICT;
CREATE INDEX entries_by_root ON entries (root, catalogue);
CREATE INDEX entries_by_time ON entries (modified);

CREATE VIRTUAL TABLE entry_text USING fts5(
  name, folder, content = 'entries', content_rowid = 'id', tokenize = 'trigram remove_diacritics 1'
);
CREATE TRIGGER entries_insert AFTER INSERT ON entries BEGIN
  INSERT INTO entry_text (rowid, name, folder) VALUES (new.id, new.name, new.folder);
END;
CREATE TRIGGER entries_delete AFTER DELETE ON entries BEGIN
  INSERT INTO entry_text (entry_text, rowid, name, folder) VALUES ('delete', old.id, old.name, old.folder);
END;
CREATE TRIGGER entries_update AFTER UPDATE OF name, folder ON entries BEGIN
  INSERT INTO entry_text (entry_text, rowid, name, folder) VALUES ('delete', old.id, old.name, old.folder);
  INSERT INTO entry_text (rowid, name, folder) VALUES (new.id, new.name, new.folder);
END;
`
