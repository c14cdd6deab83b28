import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../main/base/clock.ts'
import { seededRandom } from '../../main/base/random.ts'
import { composeNode } from '../../main/composition/compose-node.ts'
import type { PeerDetail, PeerRow } from '../../main/contract/peers.ts'
import type { SearchHit } from '../../main/contract/search.ts'
import type { Transfer } from '../../main/contract/transfers.ts'
import { openIdentity } from '../../main/identity/identity.ts'
import type { HyobanNode, NodeOptions } from '../../main/node.ts'
import { startLocalNet, type LocalNet } from '../../main/network/local-net.ts'
import { callingSeed } from './keys.ts'

export const context = { signal: new AbortController().signal }

/** The first value of a live stream for which `wanted` holds; the test's time limit bounds the wait. */
export async function when<T>(stream: AsyncGenerator<T, void, void>, wanted: (value: T) => boolean): Promise<T> {
  for await (const value of stream) if (wanted(value)) return value
  throw new Error('the stream ended before the wanted value')
}

/** Complete nodes on a DHT on 127.0.0.1, each with its own folder; `close` stops them and deletes the folders. */
export class TestNetwork {
  readonly net: LocalNet
  readonly dir: string
  readonly #community: string
  #running: HyobanNode[] = []

  constructor(net: LocalNet, dir: string, community: string) {
    this.net = net
    this.dir = dir
    this.#community = community
  }

  static async build(community: string): Promise<TestNetwork> {
    return new TestNetwork(await startLocalNet(4), await mkdtemp(join(tmpdir(), 'hyoban-network-')), community)
  }

  /** Starts a node that shares `files`, by name. */
  async start(
    name: string,
    files: Record<string, Uint8Array> = {},
    options: Partial<NodeOptions> = {},
  ): Promise<HyobanNode> {
    const shared = join(this.dir, `${name}-shared`)
    await mkdir(shared, { recursive: true })
    for (const [file, bytes] of Object.entries(files)) await writeFile(join(shared, file), bytes)
    const dataDir = join(this.dir, name)
    await openIdentity(dataDir, { random: callingSeed })
    const node = await composeNode({
      dataDir,
      clock: systemClock,
      random: seededRandom(name.length),
      shell: 'none',
      bootstrap: this.net.bootstrap,
      host: '127.0.0.1',
      log: () => {},
      ...options,
      setup: {
        name,
        community: this.#community,
        share: [shared],
        downloadFolder: join(this.dir, `${name}-downloads`),
        ...options.setup,
      },
    })
    this.#running.push(node)
    return node
  }

  async close(): Promise<void> {
    await Promise.all(this.#running.map((node) => node.close()))
    await this.net.close()
    await rm(this.dir, { recursive: true, force: true })
  }
}

/** The row of peer `of` on node `node`, once `wanted` holds. */
export async function sees(
  node: HyobanNode,
  of: HyobanNode | string,
  wanted: (row: PeerRow) => boolean,
): Promise<PeerRow> {
  const key = typeof of === 'string' ? of : of.publicKey
  const rows = await when(node.handlers.peers.list(undefined, context), (list) =>
    list.some((row) => row.publicKey === key && wanted(row)),
  )
  return rows.find((row) => row.publicKey === key) as PeerRow
}

/** The details of peer `of` on node `node`, once `wanted` holds. */
export async function detailOf(
  node: HyobanNode,
  of: HyobanNode,
  wanted: (detail: PeerDetail) => boolean = () => true,
): Promise<PeerDetail> {
  await sees(node, of, () => true)
  return when(node.handlers.peers.detail({ publicKey: of.publicKey }, context), wanted)
}

/** Downloads a file that `from` shares, by name; resolves with the transfer once `wanted` holds. */
export async function fetchFile(
  node: HyobanNode,
  from: HyobanNode,
  file: string,
  wanted: (line: Transfer) => boolean = ({ rated }) => rated !== null,
): Promise<Transfer> {
  const offered = ({ name, sources }: SearchHit): boolean =>
    name === file && sources.some(({ publicKey, online }) => publicKey === from.publicKey && online)
  const { hits } = await when(node.handlers.search.run({ text: file, kinds: [], limit: 50 }, context), ({ hits }) =>
    hits.some(offered),
  )
  const hit = hits.find(offered)
  if (!hit) throw new Error(`${file} was not found`)
  const { id } = await node.handlers.transfers.download(
    { root: hit.root, name: hit.name, size: hit.size, peer: from.publicKey },
    context,
  )
  const list = await when(node.handlers.transfers.list(undefined, context), (lines) =>
    lines.some((line) => line.id === id && wanted(line)),
  )
  return list.find((line) => line.id === id) as Transfer
}
