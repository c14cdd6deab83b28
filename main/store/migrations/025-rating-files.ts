/** The first digits of the root that the receipt of a rating names; NULL for ratings read before. */
export const sql = `
ALTER TABLE ratings ADD COLUMN file TEXT;
`
