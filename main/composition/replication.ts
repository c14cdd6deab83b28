import { CatalogueIndexer } from '../search/local/catalogue-indexer.ts'
import { CutCatalogues } from '../search/replication/cut-catalogues.ts'
import { Replication } from '../search/replication/replication.ts'
import { SqliteReplicaStore } from '../store/search/replica-store.ts'
import type { NodeParts } from './parts.ts'

/** Catalogues of other peers in my index, within the budget that the settings name. */
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
  const { index } = sharing
  const indexer = new CatalogueIndexer({ feed: logs.catalogue, index, clock, log })
  teardown.add('indexer', () => indexer.close())
  const replication = new Replication({
    store: new SqliteReplicaStore(database),
    index,
    indexer,
    logs: logs.catalogue,
    settings,
    trust: trust.ratings,
    presence: peers,
    clock,
    log,
  })
  indexer.limitBy(replication)
  const cut = new CutCatalogues({ replication, indexer, settings, notices, names, clock })
  teardown.add('cut catalogues', () => cut.close())
  return { indexer, replication }
}
