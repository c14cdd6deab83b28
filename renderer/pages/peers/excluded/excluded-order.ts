import type { ExcludedRow } from '../../../../main/contract/peers.ts'

/** Descending order by one column; ties are broken by key, so that equal rows do not swap. */
export function compareExcluded(a: ExcludedRow, b: ExcludedRow, column: string): number {
  const name = (row: ExcludedRow): string => row.peer.name || row.peer.fingerprint
  const order =
    column === 'name' ? name(b).localeCompare(name(a)) : column === 'by' ? b.by.localeCompare(a.by) : b.since - a.since
  return order || (a.peer.publicKey < b.peer.publicKey ? -1 : 1)
}
