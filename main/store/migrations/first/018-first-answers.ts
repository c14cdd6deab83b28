/**
 * The first results for one or two letters: names that begin with them, the shortest first, without reading all
 * matches.
 */
export const sql = `
CREATE INDEX entries_by_letter ON entries (substr(name, 1, 1), length(name));
CREATE INDEX entries_by_pair ON entries (substr(name, 1, 2), length(name));
`
