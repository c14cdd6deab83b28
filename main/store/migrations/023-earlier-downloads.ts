/**
 * Origins of what earlier versions downloaded, as far as they are still known: a provider that is a member of an
 * invitation community, and does not list the content in its own catalogue, may have shown it to that community only.
 * What is published already stays so.
 */
export const sql = `
INSERT OR IGNORE INTO contentOrigins (root, peer, places, bytes, size)
  SELECT root, peer, coalesce((
    SELECT group_concat(community, ' ') FROM (SELECT community FROM members WHERE member = peer ORDER BY community)
  ), ''), max(bytes), max(size)
  FROM (
    SELECT root, transferSources.peer AS peer, bytes, size
    FROM transfers JOIN transferSources ON transfer = id WHERE direction = 'down'
    UNION ALL SELECT root, peer, moved, size FROM transfers AS single
    WHERE direction = 'down' AND NOT EXISTS (SELECT 1 FROM transferSources WHERE transfer = single.id)
    UNION ALL SELECT root, peer, moved, size FROM transferHistory
    WHERE direction = 'down' AND root NOT IN (SELECT root FROM transfers)
  )
  GROUP BY root, peer;

INSERT OR IGNORE INTO privateContents (root, places)
  SELECT root, places FROM contentOrigins AS origin
  WHERE places <> ''
    AND (SELECT total(bytes) FROM contentOrigins AS other WHERE other.root = origin.root AND places = '') * 2 < size
    AND NOT EXISTS (
      SELECT 1 FROM catalogues JOIN entries ON entries.catalogue = catalogues.id
      WHERE catalogues.peer = origin.peer AND entries.root = unhex(origin.root)
    )
    AND NOT EXISTS (
      SELECT 1 FROM files JOIN folders ON folders.id = folder
      WHERE files.root = unhex(origin.root) AND visibility = 'all' AND published > 0
    );
`
