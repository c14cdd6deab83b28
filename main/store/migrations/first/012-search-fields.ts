/** Metadata of files in the index, words of one and two letters, saved searches, wishes and the query history. */
export const sql = `
-- added: when it was first met here (ms); metadata: JSON as it was read, null if it says nothing;
-- the numbers are its own, for filters
ALTER TABLE entries ADD COLUMN added INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entries ADD COLUMN ext TEXT NOT NULL DEFAULT '';
ALTER TABLE entries ADD COLUMN metadata TEXT;
ALTER TABLE entries ADD COLUMN year INTEGER;
ALTER TABLE entries ADD COLUMN duration INTEGER;
ALTER TABLE entries ADD COLUMN pages INTEGER;
ALTER TABLE entries ADD COLUMN width INTEGER;
ALTER TABLE entries ADD COLUMN height INTEGER;
ALTER TABLE entries ADD COLUMN bitrate INTEGER;
UPDATE entries SET added = modified;
-- every catalogue is read again, for what older readers left out of it
UPDATE catalogues SET version = 0;

DROP TRIGGER entries_insert;
DROP TRIGGER entries_delete;
DROP TRIGGER entries_update;
DROP TABLE entry_text;
-- rows are written beside those of entries, by their id, and go with them
CREATE VIRTUAL TABLE entry_text USING fts5(
  name, folder, title, artist, album, author, text,
  content = '', contentless_delete = 1, tokenize = 'trigram remove_diacritics 1'
);
INSERT INTO entry_text (rowid, name, folder) SELECT id, name, folder FROM entries;
-- what the trigram index cannot see: one and two letters of scripts without blanks,
-- the first two of words in the others
CREATE VIRTUAL TABLE entry_short USING fts5(
  grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
CREATE TRIGGER entries_delete AFTER DELETE ON entries BEGIN
  DELETE FROM entry_text WHERE rowid = old.id;
  DELETE FROM entry_short WHERE rowid = old.id;
END;

CREATE TABLE savedSearches (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  filters TEXT NOT NULL,
  wish INTEGER NOT NULL,
  created INTEGER NOT NULL,
  ran INTEGER
) STRICT;
-- what a wish has found, once each; discarded: the user wants it no more, and it is not found again
CREATE TABLE wishFinds (
  search INTEGER NOT NULL REFERENCES savedSearches(id) ON DELETE CASCADE,
  root TEXT NOT NULL,
  found INTEGER NOT NULL,
  seen INTEGER NOT NULL DEFAULT 0,
  discarded INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (search, root)
) STRICT, WITHOUT ROWID;
CREATE INDEX transferHistoryByRoot ON transferHistory (root);
CREATE TABLE queryHistory (text TEXT PRIMARY KEY, time INTEGER NOT NULL, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`
