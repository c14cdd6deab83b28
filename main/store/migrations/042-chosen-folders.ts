/** Whether the folder of a download was named for it alone, so that the settings do not change it. */
export const sql = `
ALTER TABLE transfers ADD COLUMN chosen INTEGER NOT NULL DEFAULT 0;
`
