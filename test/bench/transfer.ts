import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { CHUNK_BYTES } from '../../main/domain/merkle.ts'
import { startLocalNet } from '../../main/network/local-net.ts'
import { type BenchLine, cost, limit, median, rate } from './lib/measure.ts'
import { type Peer, startPeer, writeFile } from './transfer/start.ts'
import type { Task } from './transfer/task.ts'

/** Memory limit of a receiver of a large file, MB. */
const MEMORY_LIMIT_MB = 200
/** One-minute load per processor before the run above which the results are marked as measured under load. */
const LOAD_LIMIT = 0.2

/**
 * Options: `--mib` size of the file (512), `--rounds` (9: fewer vary by a tenth on a shared machine), `--driveRounds`
 * against the slower Hyperdrive (3).
 */
interface Options {
  mib?: number
  rounds?: number
  driveRounds?: number
}

/**
 * One file between two processes with complete nodes (overlay, verification, file on disk, receipt), against the same
 * number of bytes over a raw Noise stream, and against a Hyperdrive download of the same file. Receivers are processes
 * with the same flags that persist across alternating rounds. Medians.
 */
export default async function* run({
  mib = 512,
  rounds = 9,
  driveRounds = 3,
}: Options = {}): AsyncGenerator<BenchLine> {
  const dir = mkdtempSync(join(tmpdir(), 'hyoban-bench-transfer-'))
  const net = await startLocalNet(4)
  const peers: Peer[] = []
  const busy = (loadavg()[0] as number) / availableParallelism()
  try {
    const path = join(dir, 'file')
    const size = mib * CHUNK_BYTES
    const base = { bootstrap: net.bootstrap, size, path, ...writeFile(path, size), peer: '' }
    const begin = (role: Task['role'], peer = ''): Peer => {
      const started = startPeer({ ...base, role, dir: join(dir, role), peer })
      peers.push(started)
      return started
    }
    const pair = async (serve: Task['role'], fetch: Task['role']): Promise<Peer> =>
      begin(fetch, (await begin(serve).line())['key'] as string)
    const raw = await pair('raw-serve', 'raw-fetch')
    const node = await pair('serve', 'fetch')
    const drive = await pair('drive-serve', 'drive-fetch')
    const times = { ours: [] as number[], raw: [] as number[], drive: [] as number[] }
    const cpu = { ours: [] as number[], raw: [] as number[] }
    let rss = 0
    for (let round = 0; round < rounds; round++) {
      const reference = await raw.round()
      times.raw.push(reference['seconds'] as number)
      cpu.raw.push(reference['cpu'] as number)
      const ours = await node.round()
      times.ours.push(ours['seconds'] as number)
      cpu.ours.push(ours['cpu'] as number)
      rss = Math.max(rss, ours['rss'] as number)
      if (round < driveRounds) times.drive.push((await drive.round())['seconds'] as number)
    }
    const speed = (list: number[]): number => size / 1e6 / median(list)
    const perGigabyte = (list: number[]): number => (median(list) * 1e9) / size
    yield rate('transfer, against a raw Noise stream', speed(times.ours), speed(times.raw), 'MB/s')
    yield rate('transfer, against Hyperdrive', speed(times.ours), speed(times.drive), 'MB/s')
    yield cost('transfer, processor time of the receiver', perGigabyte(cpu.ours), perGigabyte(cpu.raw), 's/GB')
    yield limit('transfer, peak memory of the receiver', rss / 1e6, MEMORY_LIMIT_MB, 'MB')
    yield limit('machine load before the run, a processor', busy, LOAD_LIMIT, '')
  } finally {
    for (const { child } of peers) child.kill()
    await net.close()
    rmSync(dir, { recursive: true, force: true })
  }
}
