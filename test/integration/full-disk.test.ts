import type { ChildProcess } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { context, sees, TestNetwork, when } from '../helpers/nodes.ts'
import { OrderedChild } from '../helpers/ordered-child.ts'
import { canMount, spawnOnSmallDisk } from '../helpers/small-disk.ts'
import { makeFile, type TestFile } from '../transfers/helpers/files.ts'
import type { SmallNodeReport } from './full-disk-child.ts'

// The disk of the data directory fills up while a node runs: the node stops writing, and continues in all other things.

const COMMUNITY = 'full disk'
/** Room for what the logs allocate ahead. */
const DISK_BYTES = 200 * 1024 * 1024

let network: TestNetwork
let child: ChildProcess | null = null

beforeAll(async () => {
  network = await TestNetwork.build(COMMUNITY)
})
afterAll(async () => {
  child?.kill('SIGKILL')
  await network.close()
})

test('a full data disk stops writing, not the node, and what happened meanwhile is written later', async ({ skip }) => {
  if (!canMount()) return skip('NOT RUN: no disk can be mounted here (root is needed)')
  const folder = (name: string): string => {
    const path = join(network.dir, name)
    mkdirSync(path)
    return path
  }
  const [disk, offered, downloads] = [folder('disk'), folder('a-shared'), folder('downloads')]
  const [one, two] = [makeFile(offered, 'one.bin', 2_500_000), makeFile(offered, 'two.bin', 2_500_000)]
  const a = await network.start('a')
  const [bootstrap = ''] = network.net.bootstrap
  child = spawnOnSmallDisk({ path: disk, bytes: DISK_BYTES }, join(import.meta.dirname, 'full-disk-child.ts'), [
    ...[disk, bootstrap, folder('small-shared'), downloads, COMMUNITY],
  ])
  const small = new OrderedChild<SmallNodeReport>(child)
  await small.until(({ key }) => key !== undefined)
  const { key = '' } = small.seen
  await sees(a, key, ({ online }) => online)
  const wanted = ({ root, name, size }: TestFile): object => ({ root, name, size, peer: a.publicKey })
  const rated = (name: string): Promise<void> =>
    small.until(({ lines }) => lines?.some((line) => line.name === name && line.rated === 1) === true)
  await small.order('download', wanted(one))
  await rated('one.bin')

  await small.order('fill')
  // a new peer is met, greeted and left, although nothing about it can be recorded
  const c = await network.start('c')
  await small.until(({ status }) => status?.peers === 2)
  expect((await sees(c, key, ({ online }) => online)).name).toBe('small')
  await small.until(({ status }) => status?.notices.some(({ id }) => id === 'data-disk') === true)
  expect(small.seen.status?.notices).toEqual([
    expect.objectContaining({
      id: 'data-disk',
      code: 'NO_SPACE',
      details: expect.objectContaining({ path: join(disk, 'data') }),
    }),
  ])
  await expect(small.order('download', wanted(two))).rejects.toThrow('NO_SPACE')
  // the log has room that it allocated before: the rating is given, once, whatever the database says
  await small.order('rate', { publicKey: a.publicKey, score: 1, comment: 'given on a full disk' })
  await c.close()
  await small.until(({ status }) => status?.peers === 1)
  expect(small.seen.faults).toBeUndefined()

  await small.order('free')
  await small.until(({ status }) => status?.notices.length === 0)
  await small.order('download', wanted(two))
  await rated('two.bin')
  expect(readFileSync(join(downloads, 'two.bin'))).toEqual(readFileSync(two.path))
  // both downloads and the rating by hand have reached the other side, each once
  const received = (lines: readonly { kind: string; values: object }[]): object[] =>
    lines.flatMap(({ kind, values }) => (kind === 'ratingReceived' ? [values] : []))
  const told = received(await when(a.handlers.activity.list({ limit: 50 }, context), (l) => received(l).length >= 3))
  expect(told.reverse()).toEqual([
    { score: 1, reason: 'served' },
    { score: 1, reason: 'manual' },
    { score: 1, reason: 'served' },
  ])
  expect(small.seen.faults).toBeUndefined()
  await small.order('close')
})
