import { toHex } from '../../base/hex.ts'
import type { ExchangedContent, ExchangedContents } from '../../ratings/receipts/own-contents.ts'
import type { Database } from '../database.ts'

/** Shared files that are passed on at most: those that were sent to a peer longer ago than the history goes back. */
const MAX_FILES = 20_000

/** Contents that this node has exchanged with a peer, from the lists of transfers, the origins and the library. */
export class SqliteExchangedContents implements ExchangedContents {
  readonly #exchanged
  readonly #shared

  constructor(database: Database) {
    this.#exchanged = database.prepare<[{ peer: string }], ExchangedContent>(`
      SELECT root, name FROM transfers WHERE peer = @peer
      UNION SELECT root, name FROM transfers JOIN transferSources ON transfer = id WHERE transferSources.peer = @peer
      UNION SELECT root, name FROM transferHistory WHERE peer = @peer
      UNION SELECT root, (SELECT name FROM transferHistory AS known WHERE known.root = contentOrigins.root LIMIT 1)
        FROM contentOrigins WHERE peer = @peer`)
    this.#shared = database.prepare<[number], { root: Uint8Array; path: string }>(
      'SELECT root, path FROM files WHERE root IS NOT NULL ORDER BY id DESC LIMIT ?',
    )
  }

  *exchangedWith(peer: string): Iterable<ExchangedContent> {
    yield* this.#exchanged.all({ peer })
    for (const { root, path } of this.#shared.all(MAX_FILES))
      yield { root: toHex(root), name: path.slice(path.lastIndexOf('/') + 1) }
  }
}
