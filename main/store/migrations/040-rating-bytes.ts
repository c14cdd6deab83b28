/** Bytes that the receipt of a rating covers; NULL for ratings read before. */
export const sql = `
ALTER TABLE ratings ADD COLUMN bytes INTEGER;
`
