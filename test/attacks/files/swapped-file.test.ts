import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Transfer } from '../../../main/contract/transfers.ts'
import type { HyobanNode } from '../../../main/node.ts'
import { context, fetchFile, TestNetwork, when } from '../../helpers/nodes.ts'

const LIMITS = { down: 0, up: 0, peerDown: 0, peerUp: 0 }
const queued = ({ problem }: Transfer): boolean => problem?.code === 'QUEUED'

async function lineOf(node: HyobanNode, id: string, wanted: (line: Transfer) => boolean): Promise<Transfer> {
  const lines = await when(node.handlers.transfers.list(undefined, context), (all) =>
    all.some((line) => line.id === id && wanted(line)),
  )
  return lines.find((line) => line.id === id) as Transfer
}

/** Has `change` done to the shared folder of a provider while its requester waits in the queue; how that ends. */
async function waitThrough(change: (shared: string, dir: string) => Promise<void>): Promise<Transfer> {
  const network = await TestNetwork.build('queue')
  onTestFinished(() => network.close())
  const provider = await network.start('provider', { 'film.bin': randomBytes(24 << 20), 'book.bin': randomBytes(3000) })
  await provider.handlers.node.configure(
    { transferLimits: { ...LIMITS, up: 500_000 }, transferSlots: { downloads: 8, perPeer: 4, uploads: 1 } },
    context,
  )
  const [first, second] = [await network.start('first'), await network.start('second')]
  const film = await fetchFile(first, provider, 'film.bin', ({ moved }) => moved > 0)
  const { id } = await fetchFile(second, provider, 'book.bin', queued)
  await change(join(network.dir, 'provider-shared'), network.dir)
  await first.handlers.transfers.pause({ id: film.id }, context)
  return lineOf(second, id, ({ state }) => state === 'failed')
}

test('a file swapped while its requester waits is not sent, and nobody is rated', async () => {
  const line = await waitThrough(async (shared) => {
    await writeFile(join(shared, '.other'), randomBytes(3000))
    await rename(join(shared, '.other'), join(shared, 'book.bin'))
  })
  expect(line).toMatchObject({ moved: 0, rated: null })
  expect(['FILE_CHANGED', 'NOT_FOUND']).toContain(line.problem?.code)
}, 90_000)

test('a file edited in place, with its time kept, is not sent, and nobody is rated or excluded', async () => {
  const line = await waitThrough(async (shared) => {
    const path = join(shared, 'book.bin')
    const { mtimeNs, ino, size } = await stat(path, { bigint: true })
    // Node sets times less exactly than they are compared
    const reference = join(shared, '.time')
    execFileSync('touch', ['-r', path, reference])
    await writeFile(path, randomBytes(Number(size)), { flag: 'r+' })
    execFileSync('touch', ['-r', reference, path])
    expect(await stat(path, { bigint: true })).toMatchObject({ mtimeNs, ino, size })
  })
  expect(line).toMatchObject({ moved: 0, rated: null })
  expect(['FILE_CHANGED', 'NOT_FOUND']).toContain(line.problem?.code)
}, 90_000)

test('a link put in the place of a queued file serves nothing from outside the share', async () => {
  const line = await waitThrough(async (shared, dir) => {
    await writeFile(join(dir, 'secret'), randomBytes(3000))
    await rm(join(shared, 'book.bin'))
    await symlink(join(dir, 'secret'), join(shared, 'book.bin'))
  })
  expect(line).toMatchObject({ moved: 0, rated: null })
  expect(['FILE_CHANGED', 'NOT_FOUND']).toContain(line.problem?.code)
}, 90_000)
