/**
 * The totals of a folder had no row until a file without a failure was inserted, so that a first file which failed, or
 * was still being written, was not counted once it had been read.
 */
export const sql = `
DROP TRIGGER files_update;
CREATE TRIGGER files_update AFTER UPDATE OF size, root, failure, published ON files BEGIN
  INSERT INTO folder_totals (folder) VALUES (new.folder) ON CONFLICT DO NOTHING;
  UPDATE folder_totals SET files = files + (new.failure IS NULL) - (old.failure IS NULL),
    bytes = bytes + iif(new.failure IS NULL, new.size, 0) - iif(old.failure IS NULL, old.size, 0),
    hashedFiles = hashedFiles + (new.failure IS NULL AND new.root IS NOT NULL)
      - (old.failure IS NULL AND old.root IS NOT NULL),
    hashedBytes = hashedBytes + iif(new.failure IS NULL AND new.root IS NOT NULL, new.size, 0)
      - iif(old.failure IS NULL AND old.root IS NOT NULL, old.size, 0),
    publishedFiles = publishedFiles + (new.failure IS NULL AND new.root IS NOT NULL AND new.published > 0)
      - (old.failure IS NULL AND old.root IS NOT NULL AND old.published > 0) WHERE folder = new.folder;
END;
INSERT OR REPLACE INTO folder_totals (folder, files, bytes, hashedFiles, hashedBytes, publishedFiles)
  SELECT folder, count(*), coalesce(sum(size), 0), count(root), coalesce(sum(size) FILTER (WHERE root IS NOT NULL), 0),
    count(*) FILTER (WHERE root IS NOT NULL AND published > 0)
  FROM files WHERE failure IS NULL GROUP BY folder;
`
