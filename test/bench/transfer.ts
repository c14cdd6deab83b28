import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { HEAP_FLAGS } from '../../main/base/heap-flags.ts'
import { CHUNK_BYTES, chunkHash, layerRoot } from '../../main/domain/merkle.ts'
import { toHex } from '../../main/base/hex.ts'
import { startLocalNet } from '../../main/network/local-net.ts'
import type { Task } from './transfer-peer.ts'

const SIZE = 512 * CHUNK_BYTES
/**
 * The machine that we measure on is twice as fast in one minute as in the next: medians of fewer rounds moved by a
 * tenth.
 */
const ROUNDS = 9
/** Hyperdrive takes longer: fewer rounds tell as much. */
const DRIVE_ROUNDS = 2

/** One result line of a benchmark: ours and its reference, measured in one run. */
export interface BenchLine {
  name: string
  ours: number
  reference: number
  ratio: number
  unit: string
}

export interface Peer {
  child: ChildProcess
  line(): Promise<Record<string, unknown>>
}

export const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number

export function startPeer(task: Task): Peer {
  mkdirSync(task.dir, { recursive: true })
  const child = spawn(
    process.execPath,
    [...HEAP_FLAGS, join(import.meta.dirname, 'transfer-peer.ts'), JSON.stringify(task)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const lines = createInterface({ input: child.stdout as NonNullable<ChildProcess['stdout']> })[Symbol.asyncIterator]()
  return {
    child,
    async line() {
      const { value, done } = await lines.next()
      if (done) throw new Error(`the ${task.role} process ended before its answer`)
      return JSON.parse(value as string) as Record<string, unknown>
    },
  }
}

/** Writes the file of a benchmark; its root (hex) and layer (base64). */
export function writeFile(path: string, size = SIZE): { root: string; layer: string } {
  const file = openSync(path, 'w')
  const layer = Buffer.alloc((size / CHUNK_BYTES) * 32)
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  for (let i = 0; i < chunk.length; i++) chunk[i] = (i * 31 + (i >> 8) * 17) & 255
  for (let n = 0; n * CHUNK_BYTES < size; n++) {
    chunk.writeUInt32LE(n, 0)
    layer.set(chunkHash(chunk), n * 32)
    writeSync(file, chunk)
  }
  closeSync(file)
  return { root: toHex(layerRoot(layer)), layer: layer.toString('base64') }
}

/**
 * One file of 512 MiB between two node processes (overlay, verification, file on the disk, receipt) against the same
 * number
 * of bytes over a raw Noise stream between two processes and against Hyperdrive's download of the same file, rounds
 * taking turns;
 * MB/s, medians. Further lines tell the receiver's CPU seconds per GB and its peak memory, and how busy the machine was
 * with other
 * things (all processes run with the same flags): below 0.2 of load a processor before the run the figures count, above
 * it they only tell how it does under load.
 */
export default async function* run(): AsyncGenerator<BenchLine> {
  const dir = mkdtempSync(join(tmpdir(), 'hyoban-bench-transfer-'))
  const net = await startLocalNet(4)
  const peers: Peer[] = []
  const busy = (loadavg()[0] as number) / availableParallelism()
  try {
    const path = join(dir, 'file')
    const base = { bootstrap: net.bootstrap, size: SIZE, path, ...writeFile(path), peer: '' }
    const begin = (task: Task): Peer => {
      const peer = startPeer(task)
      peers.push(peer)
      return peer
    }
    const rawServer = begin({ ...base, role: 'raw-serve', dir: join(dir, 'raw') })
    const rawKey = (await rawServer.line())['key'] as string
    const server = begin({ ...base, role: 'serve', dir: join(dir, 'serve') })
    const key = (await server.line())['key'] as string
    const client = begin({ ...base, role: 'fetch', dir: join(dir, 'fetch'), peer: key })
    const driveServer = begin({ ...base, role: 'drive-serve', dir: join(dir, 'drive') })
    const driveKey = (await driveServer.line())['key'] as string
    const times = {
      ours: [] as number[],
      raw: [] as number[],
      oursCpu: [] as number[],
      rawCpu: [] as number[],
      drive: [] as number[],
    }
    let rss = 0
    for (let round = 0; round < ROUNDS; round++) {
      const raw = begin({ ...base, role: 'raw-fetch', dir: join(dir, 'raw'), peer: rawKey })
      const reference = await raw.line()
      raw.child.kill()
      times.raw.push(reference['seconds'] as number)
      times.rawCpu.push(reference['cpu'] as number)
      client.child.stdin?.write('go\n')
      const ours = await client.line()
      times.ours.push(ours['seconds'] as number)
      times.oursCpu.push(ours['cpu'] as number)
      rss = Math.max(rss, ours['rss'] as number)
      if (round >= DRIVE_ROUNDS) continue
      const folder = join(dir, `drive-${round}`)
      const drive = begin({ ...base, role: 'drive-fetch', dir: folder, peer: driveKey })
      times.drive.push((await drive.line())['seconds'] as number)
      drive.child.kill()
      rmSync(folder, { recursive: true, force: true })
    }
    const line = (name: string, ours: number, reference: number, unit: string): BenchLine => ({
      name,
      ours: Number(ours.toFixed(2)),
      reference: Number(reference.toFixed(2)),
      ratio: Number((ours / reference).toFixed(3)),
      unit,
    })
    yield line('transfer', SIZE / 1e6 / median(times.ours), SIZE / 1e6 / median(times.raw), 'MB/s')
    yield line('transfer against hyperdrive', SIZE / 1e6 / median(times.ours), SIZE / 1e6 / median(times.drive), 'MB/s')
    yield line(
      'transfer receiver cpu',
      (median(times.oursCpu) * 1e9) / SIZE,
      (median(times.rawCpu) * 1e9) / SIZE,
      's/GB',
    )
    yield line('transfer receiver memory', rss / 1e6, 200, 'MB')
    yield line('machine load before the run, a processor', busy, 0.2, '')
  } finally {
    for (const { child } of peers) child.kill()
    await net.close()
    rmSync(dir, { recursive: true, force: true })
  }
}
