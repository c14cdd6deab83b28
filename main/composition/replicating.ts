import type { Clock } from '../base/clock.ts'
import { HyobanError } from '../base/errors.ts'
import { live } from '../base/live.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { PeerBadge } from '../contract/trust.ts'
import type { Logs } from '../logs/logs.ts'
import { CatalogueIndexer } from '../search/local/catalogue-indexer.ts'
import { Replication } from '../search/replication/replication.ts'
import type { SearchIndex } from '../search/local/search-index.ts'
import type { Settings } from '../settings/settings.ts'
import type { StandingNotices } from '../status/standing-notices.ts'
import type { Database } from '../store/database.ts'
import { SqliteReplicaStore } from '../store/search/replica-store.ts'

const INTERVAL_MS = 1000
const MAX_ROWS = 500
/** A catalogue that is cut is looked at again so often: room may have come. */
const AGAIN_MS = 10 * 60_000
/** Peers of which a person is told at a time that their catalogues are cut; the list under Settings names all. */
const MAX_TOLD = 5

export interface ReplicatingParts {
  logs: Logs
  index: SearchIndex
  database: Database
  settings: Settings
  notices: StandingNotices
  badge: (peer: string) => PeerBadge
  isOnline: (peer: string) => boolean
  clock: Clock
  log: (line: string) => void
}

/** The catalogues of others in my index, within the budget that the settings name; a cut one is told as a notice. */
export function replicateCatalogues({
  logs,
  index,
  database,
  settings,
  notices,
  badge,
  isOnline,
  clock,
  log,
}: ReplicatingParts): { indexer: CatalogueIndexer; handlers: Handlers['catalogues']; close(): Promise<void> } {
  const replication = new Replication({
    store: new SqliteReplicaStore(database),
    clock,
    isOnline,
    entriesOf: (peer) => index.sharesOf(peer).files,
    limits: () => ({
      entries: settings.values.catalogueEntries,
      bytes: settings.values.catalogueMegabytes * 1_000_000,
      peerEntries: settings.values.cataloguePeerEntries,
    }),
    weightOf: (peer) => ({ good: 1, new: 0.25, bad: 0 })[badge(peer).trust.decision],
    evict: async (peer) => {
      await indexer.forget(peer)
      log(`search: the catalogue of ${peer.slice(0, 8)} is not kept any more`)
    },
    release: (key) => logs.catalogue.clear(key),
  })
  const indexer = new CatalogueIndexer({ feed: logs.catalogue, index, clock, log, budget: replication })
  const isCut = (): string[] =>
    replication
      .rows()
      .filter(({ cut }) => cut !== '')
      .map(({ peer }) => peer)
  const offs = [
    replication.events.on('change', ({ peer }) => {
      const id = `catalogue-${peer}`
      if (replication.cutOf(peer) === '') return notices.clear(id)
      const told = notices.all().filter((notice) => notice.id.startsWith('catalogue-'))
      if (told.length >= MAX_TOLD || told.some((notice) => notice.id === id)) return
      const name = badge(peer).name || peer.slice(0, 8)
      notices.raise(
        id,
        new HyobanError('REFUSED', `Only a part of what ${name} shares is kept for search: it is over the budget.`, {
          hint: 'Settings say how much is kept of whom; searches still ask for the rest.',
          details: { catalogue: name },
        }),
      )
    }),
    settings.events.on('change', ({ before, after }) => {
      if (
        before.catalogueEntries === after.catalogueEntries &&
        before.catalogueMegabytes === after.catalogueMegabytes &&
        before.cataloguePeerEntries === after.cataloguePeerEntries
      )
        return
      void replication.fit().then(() => isCut().forEach((peer) => indexer.again(peer)))
    }),
  ]
  let cancel = (): void => {}
  const lookAgain = (): void => {
    cancel = clock.after(AGAIN_MS, () => {
      for (const peer of isCut()) indexer.again(peer)
      lookAgain()
    })
  }
  lookAgain()
  const handlers: Handlers['catalogues'] = {
    list: (_input, { signal }) =>
      live(
        {
          clock,
          intervalMs: INTERVAL_MS,
          read: () => {
            const arriving = new Set(indexer.progress().map(({ peer }) => peer))
            const { catalogueEntries, catalogueMegabytes } = settings.values
            const peers = replication
              .rows()
              .sort((a, b) => b.entries - a.entries)
              .slice(0, MAX_ROWS)
              .map(({ peer, entries, bytes, allowance, cut }) => ({
                peer: badge(peer),
                online: isOnline(peer),
                entries,
                bytes,
                allowance,
                cut,
                arriving: arriving.has(peer),
              }))
            return {
              ...replication.totals(),
              mostEntries: catalogueEntries,
              mostBytes: catalogueMegabytes * 1_000_000,
              peers,
            }
          },
          subscribe: (changed) => {
            const off = [
              replication.events.on('change', changed),
              indexer.events.on('change', changed),
              settings.events.on('change', changed),
            ]
            return () => off.forEach((one) => one())
          },
        },
        signal,
      ),
    forget: async ({ publicKey }) => {
      await indexer.forget(publicKey)
      await replication.forget(publicKey)
    },
  }
  return {
    indexer,
    handlers,
    close: async () => {
      cancel()
      for (const off of offs) off()
      await indexer.close()
    },
  }
}
