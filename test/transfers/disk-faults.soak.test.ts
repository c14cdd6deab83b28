import { randomInt } from 'node:crypto'
import { renameSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import { pick, type Random, seededRandom } from '../../main/base/random.ts'
import { CHUNK_BYTES } from '../../main/domain/merkle.ts'
import { type DiskFault, faultyFiles } from '../helpers/faulty-files.ts'
import { makeFile, sameBytes } from './helpers/files.ts'
import { ask, startNode, type TestNode } from './helpers/node.ts'
import { useTestNet } from './helpers/test-net.ts'

// Disks of all sides fail at random while files are exchanged: errors at any operation, short and slow writes, a
// download folder that vanishes and comes back, a database that refuses writes. Then the disks are in order again:
// every file is there with equal bytes, and each was rated, with the full score.
//
// SUBSTITUTE: errors are injected at the file layer of transfers (test/helpers/faulty-files.ts) and by SQLite's own
// query_only; the rest is real: nodes, network, logs, folders. Logs (RocksDB) and the final move of a file do not fail.
// HYOBAN_DISK_MS and HYOBAN_SEED set the length and the seed.

const MS = Number(process.env['HYOBAN_DISK_MS'] ?? 60_000)
const SEED = Number(process.env['HYOBAN_SEED'] ?? randomInt(2 ** 31))
const LANES = 4
const ERRNO = [
  'ENOSPC',
  'EDQUOT',
  'EROFS',
  'EIO',
  'EFBIG',
  'ESTALE',
  'ENOTCONN',
  'EACCES',
  'EMFILE',
  'ENODEV',
  'EAGAIN',
]

const net = useTestNet()
const pause = (ms: number): Promise<void> => new Promise((resolve) => void systemClock.after(ms, resolve))

/** Faults of one disk, while `on`. */
class RandomFaults {
  on = true
  injected = 0
  readonly #random: Random
  readonly #rate: number

  constructor(random: Random, rate: number) {
    this.#random = random
    this.#rate = rate
  }

  readonly next = (): DiskFault | null => {
    if (!this.on || this.#random.next() >= this.#rate) return null
    this.injected++
    const kind = this.#random.next()
    if (kind < 0.2) return { short: true }
    // now and then ten seconds
    if (kind < 0.4) return { wait: pause(kind < 0.21 ? 10_000 : 20 + this.#random.int(500)) }
    return { errno: pick(this.#random, ERRNO) }
  }
}

/** Resolves when the download folder is in its place. */
let folderIsThere: Promise<void> = Promise.resolve()

/** Downloads one file, resumed by its user whenever it stops; returns when it is done. */
async function fetchOne(node: TestNode, provider: TestNode, name: string, size: number): Promise<void> {
  const file = provider.share(makeFile(provider.dir, name, size))
  let id: string | null = null
  while (id === null) {
    try {
      id = ask(node, provider, file)
    } catch {
      // nothing can be recorded now
      await pause(100)
    }
  }
  const own = id
  for (;;) {
    const { state, path } = await node.line(own, (line) => ['done', 'paused', 'failed'].includes(line.state))
    if (state === 'done') {
      await node.line(own, ({ rated }) => rated !== null)
      await folderIsThere
      expect(sameBytes(path, file.path), name).toBe(true)
      rmSync(path)
      rmSync(file.path)
      return
    }
    await pause(100)
    node.transfers.resume(own)
  }
}

test(
  `disks that fail for ${MS / 1000} s cost time, but no bytes, and nobody is rated down (seed ${SEED})`,
  { timeout: MS + 240_000 },
  async () => {
    console.log(`disk faults: HYOBAN_SEED=${SEED} HYOBAN_DISK_MS=${MS}`)
    const disks = [
      new RandomFaults(seededRandom(SEED, 1), 0.05),
      new RandomFaults(seededRandom(SEED, 2), 0.02),
    ] as const
    const { bootstrap } = net
    const node = await startNode({ bootstrap, files: faultyFiles(disks[0].next) })
    const providers = [
      await startNode({ bootstrap }),
      await startNode({ bootstrap, files: faultyFiles(disks[1].next) }),
    ]
    for (const provider of providers) await node.meets(provider)
    const end = performance.now() + MS
    const running = (): boolean => performance.now() < end
    const fetched = [0, 0]
    const lanes = Array.from({ length: LANES }, async (_, lane) => {
      const random = seededRandom(SEED, 10 + lane)
      for (let n = 0; running(); n++) {
        const which = random.int(2)
        const size = 1 + random.int(pick(random, [100_000, CHUNK_BYTES, 6 * CHUNK_BYTES]))
        await fetchOne(node, providers[which] as TestNode, `film-${lane}-${n}.bin`, size)
        fetched[which] = (fetched[which] as number) + 1
      }
    })
    const random = seededRandom(SEED, 3)
    const trouble = (async () => {
      while (running()) {
        await pause(500 + random.int(1500))
        if (random.next() < 0.5) {
          node.refuseRecords(true)
          await pause(random.int(1500))
          node.refuseRecords(false)
        } else {
          const away = `${node.folder}-away`
          const back = Promise.withResolvers<void>()
          folderIsThere = back.promise
          renameSync(node.folder, away)
          await pause(random.int(1000))
          renameSync(away, node.folder)
          back.resolve()
        }
      }
      for (const disk of disks) disk.on = false
    })()
    await Promise.all([...lanes, trouble])
    console.log(`disk faults: ${disks.map(({ injected }) => injected)} injected, ${fetched} files fetched`)
    expect(Math.min(...disks.map(({ injected }) => injected))).toBeGreaterThan(0)
    for (const [i, { key }] of providers.entries()) {
      // what the database refused is read from the log later; a download that failed after a rating is rated anew
      while (node.ratings.trustOf(key).count < (fetched[i] as number)) await node.ratings.events.once('trust')
      expect(node.ratings.ratingsOf(key).filter(({ score, reason }) => score !== 1 || reason !== 'served')).toEqual([])
    }
  },
)
