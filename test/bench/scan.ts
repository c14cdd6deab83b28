import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import hyperCrypto from 'hypercore-crypto'
import { systemClock } from '../../main/base/clock.ts'
import { Library } from '../../main/library/library.ts'
import { Logs } from '../../main/logs/logs.ts'
import { OwnIndexer } from '../../main/search/local/own-indexer.ts'
import { Checkpointer } from '../../main/store/checkpointer.ts'
import { openDatabase } from '../../main/store/database.ts'
import { SqliteLibraryStore } from '../../main/store/library/library-store.ts'
import { SqliteSearchIndex } from '../../main/store/search/search-store.ts'
import type { BenchLine } from './hash.ts'

const SMALL = 20_000
const MANY = 100_000
const LARGE = 8
const LARGE_BYTES = 256 * 1024 * 1024
const ROUNDS = 3
const SECOND_ROUNDS = 7

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number
}

/** `count` files of 1 to 8 KiB, 100 to a directory, nested three deep; each has a content of its own. */
function writeSmall(root: string, count: number): void {
  const block = Buffer.allocUnsafe(8192)
  for (let i = 0; i < block.length; i++) block[i] = (i * 31 + (i >> 8) * 17) & 255
  for (let d = 0; d * 100 < count; d++) {
    const dir = join(root, `part ${d % 10}`, `shelf ${d % 50}`, `box ${d}`)
    mkdirSync(dir, { recursive: true })
    for (let i = 0; i < 100 && d * 100 + i < count; i++) {
      block.writeUInt32LE(d * 100 + i, 0)
      writeFileSync(join(dir, `file ${i}.txt`), block.subarray(0, 1024 + (((d * 100 + i) * 709) % 7168)))
    }
  }
}

function writeLarge(root: string): void {
  const block = Buffer.allocUnsafe(1024 * 1024)
  for (let i = 0; i < block.length; i++) block[i] = (i * 31 + (i >> 8) * 17) & 255
  mkdirSync(root)
  for (let f = 0; f < LARGE; f++) {
    const file = openSync(join(root, `large ${f}.bin`), 'w')
    for (let at = 0; at < LARGE_BYTES; at += block.length) {
      block.writeUInt32LE(f * 1000 + at / block.length, 0)
      writeSync(file, block)
    }
    closeSync(file)
  }
}

/** A library with what it writes to in the app: a database, a Hyperbee on the disk, the search index. */
async function openLibrary(dir: string): Promise<{ library: Library; close: () => Promise<void> }> {
  mkdirSync(dir, { recursive: true })
  const log = (line: string): void => console.error(line)
  const database = openDatabase(join(dir, 'hyoban.db'), { log })
  const checkpointer = new Checkpointer(database, systemClock)
  const logs = await Logs.open({ dir: join(dir, 'logs'), keyPair: hyperCrypto.keyPair(), clock: systemClock, log })
  const catalogue = new OwnIndexer({
    self: 'aa'.repeat(32),
    catalogue: logs.catalogue.own,
    index: new SqliteSearchIndex(database),
  })
  await catalogue.start()
  const library = new Library({ store: new SqliteLibraryStore(database), catalogue, clock: systemClock, log })
  await library.start()
  await library.idle()
  return {
    library,
    close: async () => {
      await library.close()
      await logs.close()
      await checkpointer.close()
      database.close()
    },
  }
}

async function seconds(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

const line = (name: string, ours: number, reference: number, unit: string): BenchLine => ({
  name,
  ours: Number(ours.toFixed(3)),
  reference: Number(reference.toFixed(3)),
  ratio: Number((ours / reference).toFixed(3)),
  unit,
})

/**
 * Sharing a tree of 20,000 small files and 2 GB of large ones, from `share` until all stands in the catalogue and the
 * search index,
 * against `find -print0 | xargs -0 sha256sum` over the same tree, rounds taking turns, each with a fresh data
 * directory; then a
 * scan that finds nothing new against GNU `find -printf '%s %T@ %i %p'`, which is a bare recursive stat pass in C.
 * Medians; all
 * files are in the page cache. The last line: the 99th percentile of the event loop's delay while 100,000 small files
 * are shared,
 * beside the 50 ms that it must not pass.
 */
export default async function* run({ loop = MANY }: { loop?: number } = {}): AsyncGenerator<BenchLine> {
  const dir = mkdtempSync(join(tmpdir(), 'hyoban-bench-scan-'))
  const tree = join(dir, 'tree')
  try {
    writeSmall(join(tree, 'small'), SMALL)
    writeLarge(join(tree, 'large'))
    console.error(`load ${loadavg()[0]?.toFixed(2)} at the start`)
    const sums = (): unknown =>
      execFileSync('sh', ['-c', 'find "$0" -type f -print0 | xargs -0 sha256sum > /dev/null', tree])
    const times = { ours: [] as number[], reference: [] as number[], second: [] as number[], stat: [] as number[] }
    for (let round = 0; round < ROUNDS; round++) {
      times.reference.push(await seconds(sums))
      const { library, close } = await openLibrary(join(dir, `data ${round}`))
      times.ours.push(
        await seconds(async () => {
          await library.share(tree)
          await library.idle()
        }),
      )
      if (library.shares().sharedFiles !== SMALL + LARGE)
        throw new Error(`only ${library.shares().sharedFiles} files were shared`)
      if (round === ROUNDS - 1) {
        const { hashed } = library
        for (let again = 0; again < SECOND_ROUNDS; again++) {
          times.stat.push(
            await seconds(() => execFileSync('find', [tree, '-printf', '%s %T@ %i %p\n'], { stdio: 'ignore' })),
          )
          times.second.push(
            await seconds(async () => {
              library.rescan(library.folders()[0]?.id as number)
              await library.idle()
            }),
          )
        }
        if (library.hashed !== hashed) throw new Error('the second scan hashed something again')
      }
      await close()
    }
    yield line('scan first', median(times.ours), median(times.reference), 's')
    yield line('scan second', median(times.second) * 1000, median(times.stat) * 1000, 'ms')
    rmSync(tree, { recursive: true })
    if (loop === 0) return
    writeSmall(tree, loop)
    const { library, close } = await openLibrary(join(dir, 'data loop'))
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    const took = await seconds(async () => {
      await library.share(tree)
      await library.idle()
    })
    delay.disable()
    console.error(
      `${loop} files in ${took.toFixed(1)} s; delay p50 ${(delay.percentile(50) / 1e6).toFixed(1)} ms, max ${(delay.max / 1e6).toFixed(1)} ms; memory ${Math.round(process.memoryUsage().rss / 1e6)} MB`,
    )
    if (library.shares().sharedFiles !== loop) throw new Error(`only ${library.shares().sharedFiles} files were shared`)
    yield line('scan loop delay p99', delay.percentile(99) / 1e6, 50, 'ms')
    await close()
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
