import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import hyperCrypto from 'hypercore-crypto'
import { systemClock } from '../../main/base/clock.ts'
import { Library } from '../../main/library/library.ts'
import { Logs } from '../../main/logs/logs.ts'
import { OwnIndexer } from '../../main/search/local/own-indexer.ts'
import { Checkpointer } from '../../main/store/checkpointer.ts'
import { openDatabase } from '../../main/store/database.ts'
import { SqliteLibraryStore } from '../../main/store/library/library-store.ts'
import { SqliteSearchIndex } from '../../main/store/search/search-store.ts'
import { writeLargeFiles, writeSmallFiles } from './lib/file-tree.ts'
import { LoopDelay } from './lib/loop-delay.ts'
import { type BenchLine, cost, limit, median, quickest, seconds } from './lib/measure.ts'
import { sha256Programs } from './lib/sha256.ts'

const LARGE = 8
const SECOND_ROUNDS = 7
/** Longest unnoticeable turn of the event loop, ms. */
const LOOP_LIMIT_MS = 50
/** Files per process of the parallel `xargs`. */
const BATCH = 100

/**
 * Options: `--small` files (20,000), `--mib` of each of the 8 large files (256), `--rounds` (3), `--loop` small files
 * for measuring the event loop (100,000; 0 omits it).
 */
interface Options {
  small?: number
  mib?: number
  rounds?: number
  loop?: number
}

/** A library with its stores as in the app: a database, a Hyperbee on disk, the search index. */
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

/** Shares a tree and waits until it is complete in the catalogue and the search index. */
async function share(library: Library, tree: string, files: number): Promise<void> {
  await library.share(tree)
  await library.idle()
  const { sharedFiles } = library.shares()
  if (sharedFiles !== files) throw new Error(`${sharedFiles} files were shared instead of ${files}`)
}

/** Shell commands that hash a tree with each program, with one process and on all processors. */
function hashCommands(): string[] {
  return sha256Programs().flatMap((program) => [
    `xargs -0 ${program}`,
    `xargs -0 -n ${BATCH} -P ${availableParallelism()} ${program}`,
  ])
}

/**
 * Sharing a tree of small and large files, until it is complete in the catalogue and the search index, against `find
 * -print0 | xargs -0` with the fastest SHA-256 program over the same tree; rounds alternate, each with a fresh data
 * directory. Then a scan that finds no changes, against GNU `find -printf '%s %T@ %i %p'`, a bare recursive stat in C.
 * Medians; all files are in the page cache. Last, the 99th percentile, weighted by time, of the event loop's turns
 * while many small files are shared, beside its limit.
 */
export default async function* run({
  small = 20_000,
  mib = 256,
  rounds = 3,
  loop = 100_000,
}: Options = {}): AsyncGenerator<BenchLine> {
  const commands = hashCommands()
  const dir = mkdtempSync(join(tmpdir(), 'hyoban-bench-scan-'))
  const tree = join(dir, 'tree')
  try {
    writeSmallFiles(join(tree, 'small'), small)
    writeLargeFiles(join(tree, 'large'), LARGE, mib)
    console.error(`load ${loadavg()[0]?.toFixed(2)} at the start`)
    const hashTree = (command: string): unknown =>
      execFileSync('sh', ['-c', `find "$0" -type f -print0 | ${command} > /dev/null`, tree])
    const references: Record<string, number[]> = Object.fromEntries(commands.map((command) => [command, []]))
    const [first, second, stat]: [number[], number[], number[]] = [[], [], []]
    for (let round = 0; round < rounds; round++) {
      for (const command of commands) references[command]?.push(await seconds(() => hashTree(command)))
      const { library, close } = await openLibrary(join(dir, `data ${round}`))
      first.push(await seconds(() => share(library, tree, small + LARGE)))
      if (round === rounds - 1) {
        const { hashed } = library
        for (let again = 0; again < SECOND_ROUNDS; again++) {
          stat.push(await seconds(() => execFileSync('find', [tree, '-printf', '%s %T@ %i %p\n'], { stdio: 'ignore' })))
          second.push(
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
    for (const [command, times] of Object.entries(references))
      console.error(`${command}: ${median(times).toFixed(2)} s`)
    const best = quickest(references)
    yield cost(`scan, first, against ${best.name}`, median(first), best.seconds, 's')
    yield cost('scan, nothing new, against find -printf', median(second) * 1000, median(stat) * 1000, 'ms')
    rmSync(tree, { recursive: true })
    if (loop > 0) yield* loopDelay(dir, loop)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

async function* loopDelay(dir: string, files: number): AsyncGenerator<BenchLine> {
  const tree = join(dir, 'many')
  writeSmallFiles(tree, files)
  const { library, close } = await openLibrary(join(dir, 'data loop'))
  const delay = new LoopDelay()
  const took = await seconds(() => share(library, tree, files))
  const { p99, max } = delay.stop()
  const memory = Math.round(process.memoryUsage().rss / 1e6)
  console.error(`${files} files in ${took.toFixed(1)} s; longest turn ${max.toFixed(1)} ms; memory ${memory} MB`)
  yield limit(`scan, ${files} small files, event loop p99 by time`, p99, LOOP_LIMIT_MS, 'ms')
  await close()
}
