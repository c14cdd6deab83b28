const UNKNOWN = `peer NOT IN (SELECT key FROM peers WHERE lastSeen > 0)
  AND peer NOT IN (SELECT subject FROM ratings) AND peer NOT IN (SELECT peer FROM overrides)`

/**
 * Bytes of the blocks that were read of each rating log, since what strangers take has a budget (about 400 bytes a
 * block of those read before). Which proofs this node has found itself. Proofs against keys that were neither met nor
 * rated no longer count, and such keys are not listed as peers.
 */
export const sql = `
ALTER TABLE ratingLogs ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
UPDATE ratingLogs SET bytes = 400 * position;

ALTER TABLE conflicts ADD COLUMN own INTEGER NOT NULL DEFAULT 0;
DELETE FROM standings WHERE peer IN (SELECT peer FROM conflicts WHERE ${UNKNOWN});
DELETE FROM peers WHERE lastSeen = 0 AND given = 0 AND received = 0
  AND key IN (SELECT peer FROM conflicts WHERE ${UNKNOWN});
DELETE FROM conflicts WHERE ${UNKNOWN};
`
