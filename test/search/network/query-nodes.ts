import crypto from 'hypercore-crypto'
import { onTestFinished } from 'vitest'
import { systemClock } from '../../../main/base/clock.ts'
import type { Random } from '../../../main/base/random.ts'
import type { Overlay } from '../../../main/network/overlay.ts'
import { queryTag } from '../../../main/network/discovery/dht-topics.ts'
import { queryProtocol, type RemoteHit, type QueryMessages } from '../../../main/protocol/query.ts'
import { topicOf } from '../../../main/network/discovery/topic.ts'
import { Flood } from '../../../main/search/network/flood/flood.ts'
import { Neighbourhood } from '../../../main/search/network/flood/neighbourhood.ts'
import type { ChannelHub } from '../../../main/protocol/channel.ts'
import { knows, makeOverlay } from '../../helpers/overlay.ts'

export const COMMUNITY = 'Query test community'
export const COMMUNITY_ID = topicOf(COMMUNITY).toString('hex')
/** A random source that never makes a link sticky, so that a test can count hops. */
const plain: Random = { next: () => 0.99, int: (n) => n - 1 }

/** A peer on real connections whose local index is a list of names. */
export interface QueryNode {
  key: string
  overlay: Overlay
  hub: ChannelHub<QueryMessages>
  flood: Flood
  /** Names that it shares. */
  shares: string[]
  /** Names that other peers share, with their keys. */
  knows: [name: string, holder: string][]
  /** Texts of the queries that it was asked. */
  asked: string[]
  excluded: Set<string>
  /** Delays its answers. */
  held: { until: Promise<void> }
}

/** The hit for a name that a peer shares. */
export function hitOf(name: string, holder: string): RemoteHit {
  return {
    root: crypto.hash(Buffer.from(name)).toString('hex'),
    name,
    size: 1000,
    modified: 1_600_000_000_000,
    kind: 'other',
    meta: new Uint8Array(0),
    holder,
  }
}

/** Peers connected along `links` only, pairs of their indexes; resolves when all are connected. */
export async function connectQueryNodes(
  bootstrap: string[],
  size: number,
  links: [number, number][],
  options: { community?: string; random?: Random } = {},
): Promise<QueryNode[]> {
  const { community = COMMUNITY, random = plain } = options
  const keyPairs = Array.from({ length: size }, () => crypto.keyPair())
  const keys = keyPairs.map(({ publicKey }) => publicKey.toString('hex'))
  const near = keys.map((_, i) => new Set(links.flatMap(([a, b]) => (a === i ? [keys[b]] : b === i ? [keys[a]] : []))))
  const nodes = keyPairs.map((keyPair, i): QueryNode => {
    const overlay = makeOverlay(bootstrap, `v${i}`, {
      community,
      keyPair,
      policy: { wants: (peer) => near[i]?.has(peer) ?? false },
    })
    const hub = overlay.protocol(queryProtocol)
    const node = {
      key: keys[i] as string,
      overlay,
      hub,
      shares: [] as string[],
      knows: [] as [string, string][],
      asked: [] as string[],
      excluded: new Set<string>(),
      held: { until: Promise.resolve() },
    }
    const neighbourhood = new Neighbourhood({
      hub,
      network: overlay,
      trust: { isExcluded: (peer) => node.excluded.has(peer) },
      ranking: { best: (peers) => [...peers] },
      tagOf: queryTag,
      random,
    })
    const flood = new Flood({
      hub,
      neighbourhood,
      clock: systemClock,
      random,
      log: () => {},
      answers: {
        answer: async ({ text }, _community, maxHits) => {
          node.asked.push(text)
          await node.held.until
          return [...node.shares.map((name) => [name, node.key] as const), ...node.knows]
            .filter(([name]) => name.includes(text))
            .slice(0, maxHits)
            .map(([name, holder]) => hitOf(name, holder))
        },
      },
    })
    onTestFinished(() => flood.close())
    return { ...node, flood }
  })
  await Promise.all(nodes.map(({ overlay }) => overlay.start()))
  await Promise.all(
    links.flatMap(([a, b]) => [
      knows(nodes[a]!.overlay, keys[b] as string),
      knows(nodes[b]!.overlay, keys[a] as string),
    ]),
  )
  await Promise.all(
    links.flatMap(([a, b]) => [speaks(nodes[a]!, keys[b] as string), speaks(nodes[b]!, keys[a] as string)]),
  )
  return nodes
}

/** Resolves when the query protocol is open with a peer. */
export function speaks({ hub }: QueryNode, key: string): Promise<void> {
  return new Promise((resolve) => hub.onOpen(({ peer }) => peer === key && resolve()))
}

/** Asks and waits for the end. */
export function ask(
  { flood }: QueryNode,
  text: string,
  { ttl = 2, maxHits = 50, only }: { ttl?: number; maxHits?: number; only?: string[] } = {},
): Promise<{ hits: RemoteHit[]; peers: number; answered: number }> {
  return new Promise((resolve) => {
    const hits: RemoteHit[] = []
    let last = { peers: 0, answered: 0 }
    flood.ask({
      text,
      community: COMMUNITY_ID,
      ttl,
      maxHits,
      ...(only && { only }),
      onHits: (more) => hits.push(...more),
      onProgress: (progress) => (last = progress),
      onEnd: () => resolve({ hits, peers: last.peers, answered: last.answered }),
    })
  })
}
