/** The name of a download as its provider announced it; empty where it is the name of the file. */
export const sql = `
ALTER TABLE transfers ADD COLUMN announced TEXT NOT NULL DEFAULT '';
`
