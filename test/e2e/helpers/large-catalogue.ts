import type { CatalogueChange } from '../../../main/domain/catalogue-entry.ts'
import { openDatabase } from '../../../main/store/database.ts'
import { SqliteSearchIndex } from '../../../main/store/search/search-store.ts'

const PEER = 'ab'.repeat(32)
const WORDS =
  'amber birch cedar delta ember fjord grove haven inlet juniper kelp lagoon meadow north orchid pier'.split(' ')

/** Writes a catalogue of `entries` files into a node's database, as if it had been replicated from a peer. */
export function fillCatalogue(database: string, entries: number): void {
  const opened = openDatabase(database, { log: () => {} })
  const index = new SqliteSearchIndex(opened, () => 1_790_000_000_000)
  const word = (n: number): string => WORDS[n % WORDS.length] as string
  const changes = Array.from({ length: entries }, (_, n): CatalogueChange => {
    const root = new Uint8Array(32).fill(7)
    new DataView(root.buffer).setUint32(28, n)
    const words = [word(n), word(Math.floor(n / 16)), word(Math.floor(n / 256)), n].join(' ')
    return {
      type: 'put',
      path: `${word(n * 7)}/${words}.${n % 3 === 0 ? 'flac' : 'txt'}`,
      entry: { root, size: 1000 + n, modified: 1_700_000_000_000 + n * 1000 },
    }
  })
  index.apply(PEER, 'cd'.repeat(32), changes, entries)
  opened.close()
}
