/**
 * Blocks of rating logs that were dated after the clock of this node when they were read: judged again once it has
 * moved. Logs in which some were dropped before are read again.
 */
export const sql = `
CREATE TABLE futureRatings (
  rater TEXT NOT NULL,
  seq INTEGER NOT NULL,
  due INTEGER NOT NULL,
  block BLOB NOT NULL,
  PRIMARY KEY (rater, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX futureRatingsDue ON futureRatings (due);
CREATE TEMP TABLE misjudged AS SELECT rater FROM ratingsIgnored WHERE reason = 'future';
DELETE FROM ratings WHERE rater IN (SELECT rater FROM temp.misjudged);
DELETE FROM ratingLogs WHERE rater IN (SELECT rater FROM temp.misjudged);
DELETE FROM ratingsIgnored WHERE reason NOT IN ('conflict', 'over-budget', 'stalled')
  AND rater IN (SELECT rater FROM temp.misjudged);
DROP TABLE temp.misjudged;
`
