import { mkdtempSync, rmSync } from 'node:fs'
import { understand } from '../../main/search/query/parser.ts'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Emitter } from '../../main/base/emitter.ts'
import { pick, seededRandom } from '../../main/base/random.ts'
import { startLocalNet } from '../../main/network/local-net.ts'
import { type BenchLine, cost, median, rate } from './lib/measure.ts'
import { buildNetwork, COMMUNITY_ID, type Node, until } from './lib/query-network.ts'

type Way = 'flood' | 'rendezvous'

interface Trial {
  found: boolean
  messages: number
  ms: number
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

/** Closes the connections opened by a trial, so that the next one starts with the original neighbours. */
async function resetNeighbours(nodes: Node[]): Promise<void> {
  const extraPeers = (): [Node, string][] =>
    nodes.flatMap((node) =>
      [...node.overlay.peers.keys()].filter((key) => !node.near.has(key)).map((key): [Node, string] => [node, key]),
    )
  for (const [node, key] of extraPeers()) node.overlay.disconnect(key, 'the trial is over')
  await until(() => extraPeers().length === 0, 30_000, 'disconnecting')
}

/** Runs one query to its end. */
async function trial(nodes: Node[], asker: Node, text: string, root: string, ways: Way[]): Promise<Trial> {
  const before = sentBy(nodes)
  const start = performance.now()
  let ms = Number.NaN
  for await (const { hits } of asker.search.network.ask(understand(text), { ways })) {
    if (Number.isNaN(ms) && hits.some((hit) => hit.root === root)) ms = performance.now() - start
  }
  const messages = sentBy(nodes) - before
  await resetNeighbours(nodes)
  return { found: !Number.isNaN(ms), messages, ms }
}

/** The reference: a query sent directly to the peer that has the file. */
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
      maxHits: 10,
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
  await resetNeighbours(nodes)
  return { found: !Number.isNaN(ms), messages, ms }
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/**
 * 64 nodes on loopback with four neighbours each, whose catalogues they have. A file of one node that no neighbour of
 * the asker has is searched by flooding, by rendezvous, and by both: share of queries that find it, messages of
 * `hyoban/query` in the whole network per query, and median time to the first hit. The reference sends the same query
 * to the holder over a new connection. Options: `--nodes`, `--trials`, `--seed`.
 */
export default async function* run({
  nodes: count = 64,
  trials = 40,
  seed = 1,
}: { nodes?: number; trials?: number; seed?: number } = {}): AsyncGenerator<BenchLine> {
  const dir = mkdtempSync(join(tmpdir(), 'hyoban-bench-query-'))
  const net = await startLocalNet(4)
  const random = seededRandom(seed)
  const nodes = await buildNetwork(net, dir, count, random)
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
    const figures = (list: Trial[]): { success: number; messages: number; firstHit: number } => ({
      success: mean(list.map(({ found }) => Number(found))),
      messages: mean(list.map(({ messages }) => messages)),
      firstHit: median(list.filter(({ found }) => found).map(({ ms }) => ms)),
    })
    const reference = figures(results.oracle ?? [])
    for (const way of ['flood', 'rendezvous', 'both']) {
      const ours = figures(results[way] ?? [])
      yield rate(`query, ${way}, questions that found it`, ours.success, reference.success, 'share')
      yield cost(`query, ${way}, messages a question`, ours.messages, reference.messages, 'messages')
      yield cost(`query, ${way}, first hit`, ours.firstHit, reference.firstHit, 'ms')
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
