import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { CHUNK_BYTES, chunkRange } from '../../../main/domain/merkle.ts'
import { seededRandom, type Random } from '../../../main/base/random.ts'
import { tempDir } from './cleanup.ts'
import { openDatabase } from '../../../main/store/database.ts'
import { TransfersStore } from '../../../main/store/transfers/transfers-store.ts'
import { ChunkMap } from '../../../main/transfers/storage/chunk-map.ts'
import { makeFile, sameBytes, type TestFile } from './files.ts'
import { startNode, type TestNode } from './node.ts'

const CHUNKS = 24
/** A requester mostly waits: for its start, for its peers. */
const LANES = 4

/** What came of killing a requester again and again. */
export interface KillResult {
  /** SIGKILLs sent, and downloads brought to their end over them. */
  kills: number
  downloads: number
  /** Downloads whose bytes were not the file's in the end: must be 0. */
  wrong: number
  /**
   * The most bytes that a kill took back, of those that the killed process had reported as verified and written: must
   * be 0. What is left is
   * read from the disk before the next process starts, which may fetch anew what was lost.
   */
  mostLost: number
}

interface Report {
  moved?: number
  done?: number
  key?: string
}

/**
 * Kills requesters in processes of their own with SIGKILL at seeded moments, starts them again, kills them again,
 * several times a
 * download, and looks at the bytes whenever a download is whole. `kills` in all, `LANES` requesters at a time.
 */
export async function killAgainAndAgain({
  bootstrap,
  kills,
  seed,
}: {
  bootstrap: string[]
  kills: number
  seed: number
}): Promise<KillResult> {
  const providers = [await startNode({ bootstrap }), await startNode({ bootstrap })] as [TestNode, TestNode]
  const result: KillResult = { kills: 0, downloads: 0, wrong: 0, mostLost: 0 }
  await Promise.all(
    Array.from({ length: LANES }, async (_, lane) => {
      const random = seededRandom(seed, lane)
      // shared out evenly, so that which kills a lane does depends on the seed alone
      let left = Math.floor((kills + lane) / LANES)
      for (let n = 0; left > 0; n++) {
        const times = Math.min(left, 3 + random.int(4))
        await killDuring({ bootstrap, providers, random, name: `film-${lane}-${n}.bin`, times }, result)
        left -= times
      }
    }),
  )
  return result
}

/** One download, killed `times` times before it is let be. */
async function killDuring(
  {
    bootstrap,
    providers,
    random,
    name,
    times,
  }: { bootstrap: string[]; providers: [TestNode, TestNode]; random: Random; name: string; times: number },
  result: KillResult,
): Promise<void> {
  const file = makeFile(providers[0].dir, name, CHUNKS * CHUNK_BYTES + random.int(CHUNK_BYTES))
  for (const provider of providers) provider.share(file)
  const dir = tempDir()
  const task = {
    bootstrap,
    dir,
    peer: providers[0].key,
    peers: providers.map(({ key }) => key),
    files: [{ root: file.root, name, size: file.size }],
  }
  let reached = 0
  for (let n = 0; n < times; n++) {
    // anywhere: before the first byte, between two chunks, while the file is moved to its name
    const target = reached + Math.floor(((file.size - reached) * random.next() * 1.2) / (times - n))
    const reported = await runAndKill(task, Math.min(target, file.size), random.int(20))
    result.mostLost = Math.max(result.mostLost, reported - bytesLeft(dir, file))
    reached = Math.max(reached, reported)
    result.kills++
  }
  const node = await startNode({ bootstrap, dir })
  const line = await node.anyLine(({ state }) => state === 'done')
  const parts = readdirSync(node.folder).filter((one) => one !== name)
  if (!sameBytes(line.path, file.path) || parts.length > 0) result.wrong++
  result.downloads++
  await node.close()
  rmSync(dir, { recursive: true, force: true })
  rmSync(file.path)
}

/** Bytes of a download that a start can go on with: recorded as written, and on the disk as they should be. */
function bytesLeft(dir: string, file: TestFile): number {
  const database = openDatabase(join(dir, 'hyoban.db'), { log: () => {} })
  try {
    const store = new TransfersStore(database)
    const row = store.all().find(({ root, direction }) => root === file.root && direction === 'down')
    if (!row) return 0
    const path = [join(row.folder, row.part ?? ''), row.path ?? ''].find(
      (one) => existsSync(one) && statSync(one).isFile(),
    )
    if (path === undefined) return 0
    const [wanted, there] = [readFileSync(file.path), readFileSync(path)]
    if (there.equals(wanted)) return file.size
    const map = new ChunkMap(file.size, store.chunks(row.id))
    let bytes = 0
    for (let chunk = 0; chunk < map.count; chunk++) {
      const { offset, length } = chunkRange(chunk, file.size)
      const same = there.subarray(offset, offset + length).equals(wanted.subarray(offset, offset + length))
      if (map.has(chunk) && same) bytes += length
    }
    return bytes
  } finally {
    database.close()
  }
}

/** Kills the process `late` ms after it reports `target` bytes; returns the last reported number of written bytes. */
async function runAndKill(task: unknown, target: number, late: number): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'requester-child.ts'), JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  let last = 0
  let due = false
  for await (const line of createInterface({ input: child.stdout })) {
    const { moved, key } = JSON.parse(line) as Report
    if (moved !== undefined && moved > 0) last = moved
    if (due || (key === undefined && moved === undefined) || last < target) continue
    due = true
    setTimeout(() => child.kill('SIGKILL'), late)
  }
  const code = await exited
  if (code !== null && code !== 0) throw new Error(`the requester ended by itself with code ${code}`)
  return last
}
