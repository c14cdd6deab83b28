import { mkdtempSync, rmSync } from 'node:fs'
import { understand } from '../../main/search/query/parser.ts'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import crypto from 'hypercore-crypto'
import { systemClock } from '../../main/base/clock.ts'
import { Emitter } from '../../main/base/emitter.ts'
import { pick, type Random, seededRandom } from '../../main/base/random.ts'
import { defaultSettings } from '../../main/composition/defaults.ts'
import { localAnswers } from '../../main/composition/local-answers.ts'
import { type ComposedNetworkSearch, searchNetwork } from '../../main/composition/network-search.ts'
import { type LocalNet, startLocalNet } from '../../main/network/local-net.ts'
import { Overlay } from '../../main/network/overlay.ts'
import { topicOf } from '../../main/network/discovery/topic.ts'
import { Finder } from '../../main/search/local/finder.ts'
import { OwnIndexer } from '../../main/search/local/own-indexer.ts'
import { Search } from '../../main/search/search.ts'
import { Settings } from '../../main/settings/settings.ts'
import { type Database, openDatabase } from '../../main/store/database.ts'
import { entryReader } from '../../main/store/search/search-connection.ts'
import { SqliteSearchIndex } from '../../main/store/search/search-store.ts'
import type { BenchLine } from './hash.ts'
import type { CatalogueChange } from '../../main/domain/catalogue-entry.ts'

const COMMUNITY = 'Query bench'
const COMMUNITY_ID = topicOf(COMMUNITY).toString('hex')
const FILES = 40
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
type Way = 'flood' | 'rendezvous'

interface Node {
  key: string
  overlay: Overlay
  search: ComposedNetworkSearch
  database: Database
  near: Set<string>
  /** `text`: two words of the name, of which one is in no other. */
  files: { text: string; root: string; change: CatalogueChange }[]
}

interface Trial {
  found: boolean
  messages: number
  ms: number
}

const wordOf = (random: Random, length: number): string =>
  Array.from({ length }, () => LETTERS[random.int(26)]).join('')

/** Files of one node: two words that many use, and one that nobody else has. */
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

async function until(done: () => boolean, ms: number, what: string): Promise<void> {
  const end = performance.now() + ms
  while (!done()) {
    if (performance.now() > end) throw new Error(`${what} took more than ${ms / 1000} s`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function build(net: LocalNet, dir: string, count: number, random: Random): Promise<Node[]> {
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
      bootstrap: net.bootstrap,
      host: '127.0.0.1',
      clock: systemClock,
      log: () => {},
      wants: (peer) => near[i]?.has(peer) ?? false,
    })
    overlay.announce({ name: `n${i}`, catalogueKey: Buffer.alloc(32) })
    overlay.join(COMMUNITY)
    const database = openDatabase(join(dir, `${i}.db`), { log: () => {} })
    const index = new SqliteSearchIndex(database)
    // what replication of catalogues leaves here: my own files and my neighbours'
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
    const search = searchNetwork({
      overlay,
      database,
      clock: systemClock,
      random: seededRandom(i),
      log: () => {},
      own: new OwnIndexer({ self, catalogue, index }),
      settings: new Settings(
        { read: (key) => store.get(key), write: (key, value) => store.set(key, value) },
        defaultSettings(),
      ),
      local: localAnswers({
        self,
        index,
        search: localSearch(self, database, index),
        isHere: (peer) => overlay.peers.has(peer),
      }),
      isExcluded: () => false,
      isBusy: () => false,
    })
    return { key: self, overlay, search, database, near: near[i] as Set<string>, files: mine }
  })
  await Promise.all(nodes.map(({ overlay }) => overlay.start()))
  await until(
    () => nodes.every(({ overlay, near }) => [...near].every((key) => overlay.peers.has(key))),
    60_000,
    'meeting',
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

const sentBy = (nodes: Node[]): number =>
  nodes.reduce(
    (
      sum,
      {
        search: {
          flood: { sent },
        },
      },
    ) => sum + sent.ask + sent.answer + sent.done + sent.cancel,
    0,
  )

/** Ends the visits of a trial: the next one starts among the same neighbours. */
async function goHome(nodes: Node[]): Promise<void> {
  const strangers = (): [Node, string][] =>
    nodes.flatMap((node) =>
      [...node.overlay.peers.keys()].filter((key) => !node.near.has(key)).map((key): [Node, string] => [node, key]),
    )
  for (const [node, key] of strangers()) node.overlay.disconnect(key, 'the trial is over')
  await until(() => strangers().length === 0, 30_000, 'going home')
}

/** One question, until its content has come or all is over; then called off. */
async function trial(nodes: Node[], asker: Node, text: string, root: string, ways: Way[]): Promise<Trial> {
  const before = sentBy(nodes)
  const start = performance.now()
  let ms = Number.NaN
  for await (const { hits } of asker.search.network.ask(understand(text), { ways })) {
    if (Number.isNaN(ms) && hits.some((hit) => hit.root === root)) ms = performance.now() - start
  }
  const messages = sentBy(nodes) - before
  await goHome(nodes)
  return { found: !Number.isNaN(ms), messages, ms }
}

/** The yardstick: somebody tells the asker who has it. */
async function oracle(nodes: Node[], asker: Node, holder: Node, text: string, root: string): Promise<Trial> {
  const before = sentBy(nodes)
  const start = performance.now()
  let ms = Number.NaN
  if (await asker.overlay.visits.visit(holder.key)) {
    const events = new Emitter<{ end: null }>()
    const end = events.once('end')
    asker.search.flood.ask({
      text,
      community: COMMUNITY_ID,
      ttl: 0,
      most: 10,
      only: [holder.key],
      onProgress: () => {},
      onHits: (hits) => {
        if (hits.some((hit) => hit.root === root)) ms = performance.now() - start
      },
      onEnd: () => events.emit('end', null),
    })
    await end
  }
  const messages = sentBy(nodes) - before
  await goHome(nodes)
  return { found: !Number.isNaN(ms), messages, ms }
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
const round = (value: number): number => Number(value.toPrecision(4))

/**
 * 64 nodes on loopback, four neighbours each, whose catalogues they know; a content that one of them has and no
 * neighbour of the asker:
 * share of questions that find it, messages of `hyoban/query` for one question in the whole network, and the median
 * time to its first hit,
 * by flooding, by rendezvous, and by both. The reference of each line is the same question put to the holder itself,
 * over a new connection.
 * `--nodes N`, `--trials N`, `--seed N`.
 */
export default async function* run({
  nodes: count = 64,
  trials = 40,
  seed = 1,
}: { nodes?: number; trials?: number; seed?: number } = {}): AsyncGenerator<BenchLine> {
  const dir = mkdtempSync(join(tmpdir(), 'hyoban-bench-query-'))
  const net = await startLocalNet(4)
  const random = seededRandom(seed)
  const nodes = await build(net, dir, count, random)
  try {
    const results: Record<string, Trial[]> = { oracle: [], flood: [], rendezvous: [], both: [] }
    for (let i = 0; i < trials; i++) {
      const asker = pick(random, nodes)
      const holder = pick(
        random,
        nodes.filter(({ key }) => key !== asker.key && !asker.near.has(key)),
      )
      const { text, root } = pick(random, holder.files)
      results.oracle?.push(await oracle(nodes, asker, holder, text, root))
      results.flood?.push(await trial(nodes, asker, text, root, ['flood']))
      results.rendezvous?.push(await trial(nodes, asker, text, root, ['rendezvous']))
      results.both?.push(await trial(nodes, asker, text, root, ['flood', 'rendezvous']))
    }
    const figures = (list: Trial[]): Record<string, number> => ({
      success: mean(list.map(({ found }) => Number(found))),
      messages: mean(list.map(({ messages }) => messages)),
      firstHit: median(list.filter(({ found }) => found).map(({ ms }) => ms)),
    })
    const reference = figures(results.oracle ?? [])
    for (const way of ['flood', 'rendezvous', 'both']) {
      const ours = figures(results[way] ?? [])
      for (const [what, unit] of [
        ['success', 'share'],
        ['messages', 'messages'],
        ['firstHit', 'ms'],
      ] as const) {
        const [mine, other] = [ours[what] ?? Number.NaN, reference[what] ?? Number.NaN]
        yield {
          name: `query ${way} ${what}`,
          ours: round(mine),
          reference: round(other),
          ratio: round(mine / other),
          unit,
        }
      }
    }
  } finally {
    await Promise.all(
      nodes.map(async ({ overlay, search, database }) => {
        await search.close()
        await overlay.destroy()
        database.close()
      }),
    )
    await net.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** The local search of a node of which nobody is known. */
function localSearch(self: string, database: Database, index: SqliteSearchIndex): Search {
  const now = (): number => systemClock.now()
  return new Search({
    self,
    index,
    clock: systemClock,
    finder: new Finder(entryReader(database, now)),
    arriving: () => 0,
    trustOf: () => ({
      u: null,
      total: null,
      recent: null,
      low: null,
      high: null,
      count: 0,
      raters: 0,
      decision: 'new',
      by: 'rule',
      override: null,
    }),
    peerOf: () => ({ name: '', fingerprint: '', online: true }),
  })
}
