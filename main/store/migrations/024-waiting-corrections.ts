/** A waiting rating may correct one of the own log, given by its number there. */
export const sql = `
ALTER TABLE waitingRatings ADD COLUMN corrects INTEGER;
`
