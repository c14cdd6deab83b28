// A whole node in a process of its own, started with the heap flags of the app. Its parent sends commands; it sends a
// report twice a second. node-child.ts BOOTSTRAP DIR COMMUNITY NAME
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import type { SearchHit } from '../../../../main/contract/search.ts'
import { context, TestNetwork, when } from '../../../helpers/nodes.ts'

/** What the parent asks for. */
export type NodeCommand =
  | { kind: 'fetch'; id: number; file: string; from: string }
  /** Begins the measurement of the event loop anew. */
  | { kind: 'measure' }

export interface NodeReport {
  kind: 'report'
  key: string
  online: boolean
  /** Resident memory, and what the data directory takes on the disk, in bytes. */
  rss: number
  heap: number
  external: number
  disk: number
  /** Delay of the event loop in ms, since it was last measured anew. */
  p99: number
  longest: number
  /** Peers that are connected. */
  peers: string[]
  /** Peers ever met, and files of others that are indexed. */
  met: number
}

/** A download has ended. */
export interface NodeFetched {
  kind: 'fetched'
  id: number
  state: string
  problem: string | null
  /** From the click to the last byte on the disk. */
  seconds: number
}

const [bootstrap = '', dir = '', community = '', name = ''] = process.argv.slice(2)
const network = new TestNetwork({ bootstrap: [bootstrap], close: async () => {} }, dir, community)
/** With HYOBAN_SIEGE_LOG, the node's diagnostics. */
const log = process.env['HYOBAN_SIEGE_LOG']
  ? (line: string): void => console.error(`${community} ${name}: ${line}`)
  : () => {}
const node = await network.start(name, {}, { log })
const loop = monitorEventLoopDelay({ resolution: 5 })
loop.enable()

const ask = (message: NodeReport | NodeFetched): void => void process.send?.(message)
process.on('disconnect', () => process.exit())
process.on('message', (command: NodeCommand) => {
  if (command.kind === 'measure') loop.reset()
  else void fetch(command)
})

async function fetch({ id, file, from }: Extract<NodeCommand, { kind: 'fetch' }>): Promise<void> {
  const offered = ({ name, sources }: SearchHit): boolean =>
    name === file && sources.some(({ publicKey, online }) => publicKey === from && online)
  const { hits } = await when(node.handlers.search.run({ text: file, kinds: [], limit: 50 }, context), ({ hits }) =>
    hits.some(offered),
  )
  const { root, size } = hits.find(offered) as SearchHit
  const begun = performance.now()
  const transfer = await node.handlers.transfers.download({ root, name: file, size, peer: from }, context)
  const list = await when(node.handlers.transfers.list(undefined, context), (lines) =>
    lines.some((line) => line.id === transfer.id && ['done', 'failed'].includes(line.state)),
  )
  const seconds = (performance.now() - begun) / 1000
  const line = list.find((one) => one.id === transfer.id)
  ask({ kind: 'fetched', id, seconds, state: line?.state ?? '', problem: line?.problem?.code ?? null })
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const sizes = entries.map(async (entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return bytesIn(path)
    return stat(path).then(
      ({ blocks }) => blocks * 512,
      () => 0,
    )
  })
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0)
}

let rows: { publicKey: string; online: boolean }[] = []
void (async () => {
  for await (const list of node.handlers.peers.list(undefined, context)) rows = list
})()

for (;;) {
  const { rss, heapUsed, external } = process.memoryUsage()
  ask({
    kind: 'report',
    key: node.publicKey,
    online: true,
    rss,
    heap: heapUsed,
    external,
    disk: await bytesIn(join(dir, name)),
    p99: loop.percentile(99) / 1e6,
    longest: loop.max / 1e6,
    peers: rows.filter(({ online }) => online).map(({ publicKey }) => publicKey),
    met: rows.length,
  })
  await wait(500)
}
