import { CatalogueIndexer } from '../search/local/catalogue-indexer.ts'
import { CutCatalogues } from '../search/replication/cut-catalogues.ts'
import { replicationLimits } from '../search/replication/limits.ts'
import { Replication } from '../search/replication/replication.ts'
import { SqliteReplicaStore } from '../store/search/replica-store.ts'
import type { NodeParts } from './parts.ts'

/** Usefulness of a peer's catalogue by the decision on the peer. */
const WEIGHTS = { good: 1, new: 0.25, bad: 0 }

/** Replicates catalogues of other peers into the index, within the budget in the settings. */
export function composeReplication({
  ground,
  profile,
  trust,
  sharing,
}: Pick<NodeParts, 'ground' | 'profile' | 'trust' | 'sharing'>): {
  indexer: CatalogueIndexer
  replication: Replication
} {
  const { logs, database, clock, log, teardown } = ground
  const { settings, notices, peers, names } = profile
  const { ratings } = trust
  const { index } = sharing
  const indexer = new CatalogueIndexer({ feed: logs.catalogue, index, clock, log })
  teardown.add('indexer', () => indexer.close())
  const replication = new Replication({
    store: new SqliteReplicaStore(database),
    clock,
    isOnline: (peer) => peers.isOnline(peer),
    entriesOf: (peer) => index.sharesOf(peer).files,
    limits: () => replicationLimits(settings.values),
    weightOf: (peer) => WEIGHTS[ratings.trustOf(peer).decision],
    evict: async (peer) => {
      await indexer.forget(peer)
      log(`search: the catalogue of ${peer.slice(0, 8)} is not kept any more`)
    },
    release: (key) => logs.catalogue.clear(key),
  })
  indexer.limitBy(replication)
  const cut = new CutCatalogues({ replication, indexer, settings, notices, names, clock })
  teardown.add('cut catalogues', () => cut.close())
  return { indexer, replication }
}
