// A whole node in a process of its own, started with the heap flags of the app. Its parent sends commands; it sends a
// report twice a second. node-child.ts BOOTSTRAP DIR COMMUNITY NAME
import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
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
  /** Where memory and disk are, in bytes, and the processor time used so far in ms. */
  where: Record<string, number>
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

/** Bytes on the disk of all files in a folder, by the part of the node that writes them. */
async function bytesIn(folder: string): Promise<Record<string, number>> {
  const files = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  const sums: Record<string, number> = {}
  for (const file of files.filter((one) => one.isFile())) {
    const path = join(file.parentPath, file.name)
    const { blocks } = await stat(path).catch(() => ({ blocks: 0 }))
    const part = path.includes('sqlite') ? file.name : extname(path)
    sums[part] = (sums[part] ?? 0) + blocks * 512
  }
  return sums
}

/** Resident memory by kind, on Linux: of the process itself, and of files that are mapped. */
async function residentBytes(): Promise<Record<string, number>> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  const lines = [...status.matchAll(/^(Rss\w+):\s+(\d+) kB$/gm)]
  return Object.fromEntries(lines.map(([, kind, kib]) => [kind, Number(kib) * 1024]))
}

let rows: { publicKey: string; online: boolean }[] = []
void (async () => {
  for await (const list of node.handlers.peers.list(undefined, context)) rows = list
})()

for (;;) {
  const { rss, heapTotal, heapUsed, external, arrayBuffers } = process.memoryUsage()
  const files = await bytesIn(join(dir, name))
  const { user, system } = process.cpuUsage()
  ask({
    kind: 'report',
    key: node.publicKey,
    online: true,
    rss,
    heap: heapUsed,
    external,
    disk: Object.values(files).reduce((sum, bytes) => sum + bytes, 0),
    where: { ...files, ...(await residentBytes()), heapTotal, arrayBuffers, user, system },
    p99: loop.percentile(99) / 1e6,
    longest: loop.max / 1e6,
    peers: rows.filter(({ online }) => online).map(({ publicKey }) => publicKey),
    met: rows.length,
  })
  await wait(500)
}
