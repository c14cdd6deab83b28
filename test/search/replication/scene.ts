import { ManualClock } from '../../../main/base/clock.ts'
import { Emitter } from '../../../main/base/emitter.ts'
import type { Trust } from '../../../main/contract/trust.ts'
import { CatalogueIndexer } from '../../../main/search/local/catalogue-indexer.ts'
import type { PeerCatalogues } from '../../../main/search/replication/peer-catalogues.ts'
import type { Limits } from '../../../main/search/replication/limits.ts'
import { Replication } from '../../../main/search/replication/replication.ts'
import { SqliteReplicaStore } from '../../../main/store/search/replica-store.ts'
import { SqliteSearchIndex } from '../../../main/store/search/search-store.ts'
import type { Database } from '../../../main/store/database.ts'
import { ANN, BOB, EVE, put } from '../fixture.ts'

/** Catalogues of any number of entries, with a fixed size of each in bytes. */
class EndlessFeed implements PeerCatalogues {
  readonly events = new Emitter<{ update: { peer: string; key: string; version: number } }>()
  readonly sizes = new Map<string, number>()
  read = 0
  readonly #bytes: number
  constructor(bytes = 100) {
    this.#bytes = bytes
  }
  on(event: 'update', listener: (update: { peer: string; key: string; version: number }) => void): () => void {
    return this.events.on(event, listener)
  }
  keyOf = (): string => 'key'
  publish(peer: string, entries: number): void {
    this.sizes.set(peer, entries)
    this.events.emit('update', { peer, key: 'key', version: entries + 1 })
  }
  changes(
    peer: string,
    since: number,
  ): AsyncIterable<ReturnType<typeof put>> & { readonly version: number; readonly bytes: number } {
    const [size, each] = [this.sizes.get(peer) ?? 0, this.#bytes]
    const count = (): void => void this.read++
    let version = since
    return {
      get version() {
        return version
      },
      get bytes() {
        return (version - Math.max(1, since)) * each
      },
      async *[Symbol.asyncIterator]() {
        for (let at = Math.max(1, since); at <= size; at++) {
          version = at + 1
          count()
          yield put(`file ${at}`, at)
        }
      },
    }
  }
}

export interface Scene {
  feed: EndlessFeed
  limits: Limits
  online: Set<string>
  decisions: Map<string, Trust['decision']>
  /** Peers whom nobody trusted has rated. */
  unrated: Set<string>
  /** Keys of logs whose blocks were removed from the disk. */
  released: string[]
  replication: Replication
  indexer: CatalogueIndexer
  clock: ManualClock
  publish(peer: string, entries: number): Promise<void>
}

/** Works for a while after each change. */
class SlowIndex extends SqliteSearchIndex {
  readonly #work: () => void

  constructor(database: Database, work: () => void) {
    super(database)
    this.#work = work
  }

  override apply(...change: Parameters<SqliteSearchIndex['apply']>): void {
    super.apply(...change)
    this.#work()
  }
}

/** `workMs`: how long the index takes for each batch. */
export function makeScene(database: Database, limits: Limits, bytes = 100, workMs = 0): Scene {
  const feed = new EndlessFeed(bytes)
  const clock = new ManualClock()
  const online = new Set([ANN, BOB, EVE])
  const released: string[] = []
  const unrated = new Set<string>()
  const decisions = new Map<string, Trust['decision']>([
    [ANN, 'good'],
    [BOB, 'good'],
    [EVE, 'new'],
  ])
  const index = new SlowIndex(database, () => clock.advance(workMs))
  const indexer = new CatalogueIndexer({ feed, index, clock, log: () => {} })
  const replication = new Replication({
    store: new SqliteReplicaStore(database),
    index,
    indexer,
    logs: { clear: async (key) => void released.push(key) },
    settings: {
      get values() {
        const { entries, bytes, peerEntries } = limits
        return { catalogueEntries: entries, catalogueMegabytes: bytes / 1e6, cataloguePeerEntries: peerEntries }
      },
    },
    trust: {
      trustOf: (peer) => ({ decision: decisions.get(peer) ?? 'bad', count: unrated.has(peer) ? 0 : 1 }),
    },
    presence: { isOnline: (peer) => online.has(peer) },
    clock,
    log: () => {},
  })
  indexer.limitBy(replication)
  const publish = async (peer: string, entries: number): Promise<void> => {
    feed.publish(peer, entries)
    while (indexer.arriving > 0) await indexer.events.once('change')
  }
  return { feed, limits, online, decisions, unrated, released, replication, indexer, clock, publish }
}

/** Number of files of a peer in the index. */
export const filesOf = (database: Database, peer: string): number =>
  new SqliteSearchIndex(database).sharesOf(peer).files
