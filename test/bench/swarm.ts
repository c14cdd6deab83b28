import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CHUNK_BYTES } from '../../main/domain/merkle.ts'
import { startLocalNet } from '../../main/network/local-net.ts'
import { median, startPeer, writeFile, type BenchLine, type Peer } from './transfer.ts'

const SIZE = 320 * CHUNK_BYTES
const SOURCES = 4
/** What each source sends at most, bytes a second. */
const UP = 20e6
const ROUNDS = 3

/**
 * One file of 320 MiB from four processes that send 20 MB/s each, to a fifth. First the rate against the sum of the
 * limits (MB/s, median).
 * Then, each round anew, one of the four is killed when half has come: the time to the end against the ideal, in which
 * the other three
 * bring the rest at their limit from that moment on (seconds, median; a ratio of 1 is ideal, above is worse).
 */
export default async function* run(): AsyncGenerator<BenchLine> {
  const dir = mkdtempSync(join(tmpdir(), 'hyoban-bench-swarm-'))
  const net = await startLocalNet(4)
  const peers: Peer[] = []
  try {
    const path = join(dir, 'file')
    const base = { bootstrap: net.bootstrap, size: SIZE, path, ...writeFile(path, SIZE), peer: '', up: UP }
    let made = 0
    const serve = async (): Promise<{ peer: Peer; key: string }> => {
      const peer = startPeer({ ...base, role: 'serve', dir: join(dir, `serve-${made++}`) })
      peers.push(peer)
      return { peer, key: (await peer.line())['key'] as string }
    }
    const sources = await Promise.all(Array.from({ length: SOURCES }, serve))
    const fetcher = (keys: string[]): Peer => {
      const peer = startPeer({ ...base, role: 'fetch', dir: join(dir, `fetch-${made++}`), peers: keys })
      peers.push(peer)
      return peer
    }
    /** Runs one download; `atHalf` is called when half has come. */
    const fetch = async (
      client: Peer,
      atHalf: () => void = () => {},
    ): Promise<{ seconds: number; half: number; moved: number }> => {
      client.child.stdin?.write('go\n')
      let [half, moved] = [0, 0]
      for (;;) {
        const told = await client.line()
        if (told['half'] !== undefined) {
          half = told['half'] as number
          moved = told['moved'] as number
          atHalf()
        }
        if (told['seconds'] !== undefined) return { seconds: told['seconds'] as number, half, moved }
      }
    }
    const client = fetcher(sources.map(({ key }) => key))
    const whole: number[] = []
    for (let round = 0; round < ROUNDS; round++) whole.push((await fetch(client)).seconds)
    client.child.kill()
    const line = (name: string, ours: number, reference: number, unit: string): BenchLine => ({
      name,
      ours: Number(ours.toFixed(2)),
      reference: Number(reference.toFixed(2)),
      ratio: Number((ours / reference).toFixed(3)),
      unit,
    })
    yield line('swarm of 4 against the sum of their limits', SIZE / 1e6 / median(whole), (SOURCES * UP) / 1e6, 'MB/s')
    const times: { ours: number; ideal: number }[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const dying = sources[0] as { peer: Peer; key: string }
      const other = fetcher(sources.map(({ key }) => key))
      const { seconds, half, moved } = await fetch(other, () => dying.peer.child.kill('SIGKILL'))
      times.push({ ours: seconds, ideal: half + (SIZE - moved) / ((SOURCES - 1) * UP) })
      other.child.kill()
      sources[0] = await serve()
    }
    const middle = times.toSorted((a, b) => a.ours / a.ideal - b.ours / b.ideal)[Math.floor(ROUNDS / 2)] as {
      ours: number
      ideal: number
    }
    yield line('swarm when one of 4 is killed at half, time against the ideal', middle.ours, middle.ideal, 's')
  } finally {
    for (const { child } of peers) child.kill()
    await net.close()
    rmSync(dir, { recursive: true, force: true })
  }
}
