/**
 * The library at scale: visibility, exclusion patterns and disk of a folder, totals kept up to date by triggers
 * (counting 100,000 rows at each change would block the node), and an index that lists one directory in order.
 */
export const sql = `
-- visibility: all | community | nobody; patterns: JSON list of gitignore lines;
-- device: number of the disk at the last good scan;
-- mounts: JSON list of directories where another disk was mounted; verified: when its content was last read again, ms
ALTER TABLE folders ADD COLUMN visibility TEXT NOT NULL DEFAULT 'all';
ALTER TABLE folders ADD COLUMN community TEXT NOT NULL DEFAULT '';
ALTER TABLE folders ADD COLUMN patterns TEXT NOT NULL DEFAULT '[]';
ALTER TABLE folders ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE folders ADD COLUMN mounts TEXT NOT NULL DEFAULT '[]';
ALTER TABLE folders ADD COLUMN verified INTEGER;

-- damaged: read again, the content was another although size and time were not; not offered until it is written anew
ALTER TABLE files ADD COLUMN damaged INTEGER NOT NULL DEFAULT 0;

DROP INDEX files_by_dir;
CREATE INDEX files_by_dir ON files (folder, dir, path);

CREATE TABLE folder_totals (
  folder INTEGER PRIMARY KEY,
  files INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  hashedFiles INTEGER NOT NULL DEFAULT 0,
  hashedBytes INTEGER NOT NULL DEFAULT 0,
  publishedFiles INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO folder_totals
  SELECT folder, count(*), coalesce(sum(size), 0), count(root), coalesce(sum(size) FILTER (WHERE root IS NOT NULL), 0),
    count(*) FILTER (WHERE root IS NOT NULL AND published > 0)
  FROM files WHERE failure IS NULL GROUP BY folder;

CREATE TRIGGER files_insert AFTER INSERT ON files WHEN new.failure IS NULL BEGIN
  INSERT INTO folder_totals (folder) VALUES (new.folder) ON CONFLICT DO NOTHING;
  UPDATE folder_totals SET files = files + 1, bytes = bytes + new.size,
    hashedFiles = hashedFiles + (new.root IS NOT NULL), hashedBytes = hashedBytes + iif(new.root IS NULL, 0, new.size),
    publishedFiles = publishedFiles + (new.root IS NOT NULL AND new.published > 0) WHERE folder = new.folder;
END;
CREATE TRIGGER files_delete AFTER DELETE ON files WHEN old.failure IS NULL BEGIN
  UPDATE folder_totals SET files = files - 1, bytes = bytes - old.size,
    hashedFiles = hashedFiles - (old.root IS NOT NULL), hashedBytes = hashedBytes - iif(old.root IS NULL, 0, old.size),
    publishedFiles = publishedFiles - (old.root IS NOT NULL AND old.published > 0) WHERE folder = old.folder;
END;
CREATE TRIGGER files_update AFTER UPDATE OF size, root, failure, published ON files BEGIN
  UPDATE folder_totals SET files = files + (new.failure IS NULL) - (old.failure IS NULL),
    bytes = bytes + iif(new.failure IS NULL, new.size, 0) - iif(old.failure IS NULL, old.size, 0),
    hashedFiles = hashedFiles + (new.failure IS NULL AND new.root IS NOT NULL)
      - (old.failure IS NULL AND old.root IS NOT NULL),
    hashedBytes = hashedBytes + iif(new.failure IS NULL AND new.root IS NOT NULL, new.size, 0)
      - iif(old.failure IS NULL AND old.root IS NOT NULL, old.size, 0),
    publishedFiles = publishedFiles + (new.failure IS NULL AND new.root IS NOT NULL AND new.published > 0)
      - (old.failure IS NULL AND old.root IS NOT NULL AND old.published > 0) WHERE folder = new.folder;
END;
CREATE TRIGGER folders_delete AFTER DELETE ON folders BEGIN
  DELETE FROM folder_totals WHERE folder = old.id;
END;

-- paused: hashing waits; version: of the catalogue that the table of files was last in line with
CREATE TABLE library_state (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`
