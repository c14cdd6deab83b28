import { join } from 'node:path'
import crypto from 'hypercore-crypto'
import { systemClock } from '../../../main/base/clock.ts'
import type { Trust } from '../../../main/contract/trust.ts'
import { pick, type Random, seededRandom } from '../../../main/base/random.ts'
import { defaultSettings } from '../../../main/settings/defaults.ts'
import { IndexAnswers } from '../../../main/search/network/local-answers.ts'
import { composeNetworkSearch, type NetworkSearchParts } from '../../../main/composition/network-search.ts'
import type { LocalNet } from '../../../main/network/local-net.ts'
import { Overlay } from '../../../main/network/overlay.ts'
import { topicOf } from '../../../main/network/discovery/topic.ts'
import { Finder } from '../../../main/search/local/finder.ts'
import { OwnIndexer } from '../../../main/search/local/own-indexer.ts'
import { Search } from '../../../main/search/search.ts'
import type { CatalogueChange } from '../../../main/domain/catalogue-entry.ts'
import { UserSettings } from '../../../main/settings/settings.ts'
import { type Database, openDatabase } from '../../../main/store/database.ts'
import { entryReader } from '../../../main/store/search/search-connection.ts'
import { SqliteSearchIndex } from '../../../main/store/search/search-store.ts'

const COMMUNITY = 'Query bench'
export const COMMUNITY_ID = topicOf(COMMUNITY).toString('hex')
const FILES = 40
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

/** A node of the benchmark network. */
export interface Node {
  key: string
  overlay: Overlay
  search: NetworkSearchParts
  database: Database
  near: Set<string>
  /** `text`: two words of the name, one of them unique. */
  files: { text: string; root: string; change: CatalogueChange }[]
}

const wordOf = (random: Random, length: number): string =>
  Array.from({ length }, () => LETTERS[random.int(26)]).join('')

/** Files of one node: each name has two common words and a unique one. */
function makeFiles(random: Random, common: string[]): Node['files'] {
  return Array.from({ length: FILES }, () => {
    const word = wordOf(random, 9)
    const other = pick(random, common)
    const path = `shared/${pick(random, common)} ${other} ${word}.ogg`
    const root = crypto.hash(Buffer.from(path))
    return {
      text: `${other} ${word}`,
      root: root.toString('hex'),
      change: { type: 'put', path, entry: { root, size: 1000 + random.int(1e6), modified: 1.6e12 } },
    }
  })
}

/** A ring with a chord from each node: four neighbours on average. */
function links(random: Random, count: number): [number, number][] {
  const pairs = new Map<string, [number, number]>()
  const add = (a: number, b: number): void => {
    if (a !== b) pairs.set([Math.min(a, b), Math.max(a, b)].join(), [a, b])
  }
  for (let i = 0; i < count; i++) {
    add(i, (i + 1) % count)
    add(i, random.int(count))
  }
  return [...pairs.values()]
}

/** Polls `done`, since a network has too many events to subscribe to; throws after `ms`. */
export async function until(done: () => boolean, ms: number, what: string): Promise<void> {
  const end = performance.now() + ms
  while (!done()) {
    if (performance.now() > end) throw new Error(`${what} took more than ${ms / 1000} s`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Starts `count` nodes, each connected to its neighbours, with their catalogues indexed and its keywords announced. */
export async function buildNetwork(net: LocalNet, dir: string, count: number, random: Random): Promise<Node[]> {
  const common = Array.from({ length: 300 }, () => wordOf(random, 5))
  const keyPairs = Array.from({ length: count }, () => crypto.keyPair())
  const keys = keyPairs.map(({ publicKey }) => publicKey.toString('hex'))
  const near = keys.map(() => new Set<string>())
  for (const [a, b] of links(random, count)) {
    near[a]?.add(keys[b] as string)
    near[b]?.add(keys[a] as string)
  }
  const files = keys.map(() => makeFiles(random, common))
  const nodes = keyPairs.map((keyPair, i): Node => {
    const self = keys[i] as string
    const mine = files[i] as Node['files']
    const overlay = new Overlay({
      keyPair,
      dht: { bootstrap: net.bootstrap, host: '127.0.0.1' },
      clock: systemClock,
      log: () => {},
      policy: { wants: (peer) => near[i]?.has(peer) ?? false },
    })
    overlay.announce({ name: `n${i}`, catalogueKey: Buffer.alloc(32) })
    overlay.join(COMMUNITY)
    const database = openDatabase(join(dir, `${i}.db`), { log: () => {} })
    const index = new SqliteSearchIndex(database)
    // As after replication: the node's own files and those of its neighbours.
    index.apply(
      self,
      'own',
      mine.map(({ change }) => change),
      1,
    )
    for (const [j, key] of keys.entries())
      if (near[i]?.has(key))
        index.apply(
          key,
          'key',
          (files[j] as Node['files']).map(({ change }) => change),
          1,
        )
    const catalogue = {
      version: 1,
      batch: () => Promise.resolve(),
      async *entries() {
        for (const { change } of mine) if (change.type === 'put') yield change
      },
    }
    const store = new Map<string, string>()
    const trust = { isExcluded: () => false }
    const search = composeNetworkSearch({
      overlay,
      database,
      clock: systemClock,
      random: seededRandom(i),
      log: () => {},
      trust,
      settings: new UserSettings(
        { read: (key) => store.get(key), write: (key, value) => store.set(key, value) },
        defaultSettings(),
      ),
      sharing: {
        own: new OwnIndexer({ self, catalogue, index }),
        answers: new IndexAnswers({
          self,
          index,
          search: localSearch(self, database, index),
          network: overlay,
        }),
      },
    })
    return { key: self, overlay, search, database, near: near[i] as Set<string>, files: mine }
  })
  await Promise.all(nodes.map(({ overlay }) => overlay.start()))
  await until(
    () => nodes.every(({ overlay, near }) => [...near].every((key) => overlay.peers.has(key))),
    60_000,
    'connecting',
  )
  for (const { search } of nodes) search.keywords.changed(true)
  await until(
    () =>
      nodes.every(
        ({
          overlay: {
            rendezvous: { topics },
          },
        }) => topics.wanted > 0 && topics.announced === topics.wanted,
      ),
    120_000,
    'announcing',
  )
  return nodes
}

const UNRATED: Trust = {
  u: null,
  total: null,
  recent: null,
  low: null,
  high: null,
  count: 0,
  raters: 0,
  decision: 'new',
  standing: 'new',
  by: 'rule',
  override: null,
}

/** The local search of a node without trust in anybody. */
function localSearch(self: string, database: Database, index: SqliteSearchIndex): Search {
  return new Search({
    self,
    index,
    clock: systemClock,
    executors: { finder: new Finder(entryReader(database, () => systemClock.now())) },
    peers: {
      trust: { trustOf: () => UNRATED },
      names: { named: () => ({ name: '', fingerprint: '' }) },
      presence: { isOnline: () => true },
    },
    indexer: { arriving: 0 },
  })
}
