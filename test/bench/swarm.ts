import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CHUNK_BYTES } from '../../main/domain/merkle.ts'
import { startLocalNet } from '../../main/network/local-net.ts'
import { type BenchLine, limit, median } from './lib/measure.ts'
import { type Peer, startPeer, writeFile } from './transfer/start.ts'

const SOURCES = 4
/** Upload limit of each source, bytes per second. */
const UP = 20e6

/** Options: `--mib` size of the file (320), `--rounds` of each part (3). */
interface Options {
  mib?: number
  rounds?: number
}

interface Source {
  peer: Peer
  key: string
}

/**
 * One file from four sources limited to 20 MB/s each. First the rate, whose upper bound is the sum of the limits. Then
 * one of the four is killed at half of each download: the bound of the rate is reached if the other three send at their
 * limits from that moment on. Medians.
 */
export default async function* run({ mib = 320, rounds = 3 }: Options = {}): AsyncGenerator<BenchLine> {
  const dir = mkdtempSync(join(tmpdir(), 'hyoban-bench-swarm-'))
  const net = await startLocalNet(4)
  const peers: Peer[] = []
  try {
    const path = join(dir, 'file')
    const size = mib * CHUNK_BYTES
    const base = { bootstrap: net.bootstrap, size, path, ...writeFile(path, size), peer: '', up: UP }
    let made = 0
    const serve = async (): Promise<Source> => {
      const peer = startPeer({ ...base, role: 'serve', dir: join(dir, `serve-${made++}`) })
      peers.push(peer)
      return { peer, key: (await peer.line())['key'] as string }
    }
    const sources = await Promise.all(Array.from({ length: SOURCES }, serve))
    const fetcher = (): Peer => {
      const keys = sources.map(({ key }) => key)
      const peer = startPeer({ ...base, role: 'fetch', dir: join(dir, `fetch-${made++}`), peers: keys })
      peers.push(peer)
      return peer
    }
    const client = fetcher()
    const whole: number[] = []
    for (let round = 0; round < rounds; round++) whole.push((await download(client)).seconds)
    client.child.kill()
    const speed = (time: number): number => size / 1e6 / time
    yield limit('swarm of 4 (limit: sum of their limits)', speed(median(whole)), (SOURCES * UP) / 1e6, 'MB/s')

    const shares: { ours: number; best: number }[] = []
    for (let round = 0; round < rounds; round++) {
      const [dying] = sources
      const other = fetcher()
      const { seconds, half, moved } = await download(other, () => dying?.peer.child.kill('SIGKILL'))
      const ideal = half + (size - moved) / ((SOURCES - 1) * UP)
      shares.push({ ours: speed(seconds), best: speed(ideal) })
      other.child.kill()
      sources[0] = await serve()
    }
    const middle = shares.toSorted((a, b) => a.ours / a.best - b.ours / b.best)[shares.length >> 1]
    if (!middle) throw new Error('no round was run')
    yield limit('swarm, 1 of 4 killed at half (limit: what the others may send)', middle.ours, middle.best, 'MB/s')
  } finally {
    for (const { child } of peers) child.kill()
    await net.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Runs one download; `atHalf` is called at half of the bytes. Times in seconds since the start. */
async function download(
  client: Peer,
  atHalf: () => void = () => {},
): Promise<{ seconds: number; half: number; moved: number }> {
  let [half, moved] = [0, 0]
  for (let answer = await client.round(); ; answer = await client.line()) {
    if (answer['half'] !== undefined) {
      half = answer['half'] as number
      moved = answer['moved'] as number
      atHalf()
    }
    if (answer['seconds'] !== undefined) return { seconds: answer['seconds'] as number, half, moved }
  }
}
