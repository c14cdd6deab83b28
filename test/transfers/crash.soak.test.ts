import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../main/domain/merkle.ts'
import { seededRandom } from '../../main/base/random.ts'
import { createLocalNet, type TestNet } from '../helpers/testnet.ts'
import { cleanNodes, tempDir } from './helpers/cleanup.ts'
import { makeFile, sameBytes, type TestFile } from './helpers/files.ts'
import { startNode, type TestNode } from './helpers/node.ts'

const KILLS = 3
/** Nothing here waits for a clock, but each test starts five nodes, which a busy machine does slowly. */
const LIMIT_MS = 180_000

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())
afterEach(cleanNodes)

interface Report {
  moved?: number
  done?: number
  rated?: number
  length?: number
}

/**
 * Runs a requester until `enough` says so, then kills it with SIGKILL; tells the largest log length that it had
 * acknowledged.
 */
async function runAndKill(
  task: unknown,
  enough: (report: Report) => boolean,
): Promise<{ acknowledged: number; moved: number }> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'helpers/requester-child.ts'), JSON.stringify(task)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let acknowledged = 0
  let moved = 0
  for await (const line of createInterface({ input: child.stdout })) {
    const report = JSON.parse(line) as Report
    acknowledged = Math.max(acknowledged, report.length ?? 0)
    moved = Math.max(moved, report.moved ?? 0)
    if (enough(report)) child.kill('SIGKILL')
  }
  return { acknowledged, moved }
}

/**
 * The node in `dir` once all its downloads are done and what is to be rated is rated: it was closed in between, which
 * waits for that. What was whole on the disk when the process was killed has no session any more, and no rating.
 */
async function afterAllIsDone(dir: string): Promise<TestNode> {
  const node = await startNode({ bootstrap: net.bootstrap, dir })
  while (node.transfers.list().some(({ state }) => state !== 'done')) await node.transfers.events.once('change')
  await node.close()
  return startNode({ bootstrap: net.bootstrap, dir })
}

test(
  `${KILLS} SIGKILLs during a download: what is recorded is true, and the bytes are equal in the end`,
  async () => {
    const random = seededRandom(11)
    const provider = await startNode({ bootstrap: net.bootstrap })
    const file = provider.share(makeFile(provider.dir, 'film.bin', 32 * CHUNK_BYTES + 4321))
    const dir = tempDir()
    const task = {
      bootstrap: net.bootstrap,
      dir,
      peer: provider.key,
      files: [{ root: file.root, name: file.name, size: file.size }],
    }
    for (let kill = 1; kill <= KILLS; kill++) {
      const target = Math.floor((file.size * (kill - 1 + random.next())) / (KILLS + 1))
      await runAndKill(task, ({ moved = 0 }) => moved >= target)
    }
    const node = await afterAllIsDone(dir)
    const [line] = node.transfers.list()
    expect(line && sameBytes(line.path, file.path)).toBe(true)
    expect(readdirSync(node.folder)).toEqual(['film.bin'])
    expect(node.ratings.trustOf(provider.key)).toMatchObject(line?.rated === null ? { count: 0 } : { count: 1, u: 1 })
  },
  LIMIT_MS,
)

test(
  'SIGKILL during downloads and appends: log and store agree, no rating is lost or there twice',
  async () => {
    const provider = await startNode({ bootstrap: net.bootstrap })
    const files: TestFile[] = Array.from({ length: 30 }, (_, i) =>
      provider.share(makeFile(provider.dir, `file-${i}.txt`, 1000 + i)),
    )
    const dir = tempDir()
    const task = {
      bootstrap: net.bootstrap,
      dir,
      peer: provider.key,
      files: files.map(({ root, name, size }) => ({ root, name, size })),
    }
    let acknowledged = 0
    for (const target of [5, 19]) {
      const run = await runAndKill(task, ({ length = 0 }) => length >= target)
      acknowledged = Math.max(acknowledged, run.acknowledged)
    }
    const node = await afterAllIsDone(dir)
    expect(node.logs.ratings.own.length).toBeGreaterThanOrEqual(acknowledged)
    expect(node.ratings.position(node.key)).toBe(node.logs.ratings.own.length)
    for (const file of files) expect(sameBytes(join(node.folder, file.name), file.path)).toBe(true)
    expect(readdirSync(node.folder)).toHaveLength(files.length)
    // one rating a file, in the log and in the store alike, also when the store is built again from the log
    const rated = node.transfers.list().filter((line) => line.rated !== null).length
    const before = node.ratings.trustOf(provider.key)
    expect(before).toMatchObject({ count: rated, u: 1 })
    expect(node.logs.ratings.own.length).toBe(rated)
    await node.ratings.rebuild()
    expect(node.ratings.trustOf(provider.key)).toEqual(before)
  },
  LIMIT_MS,
)
