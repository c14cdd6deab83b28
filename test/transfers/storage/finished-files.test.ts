import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { HyobanError } from '../../../main/base/errors.ts'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import type { Transfer } from '../../../main/contract/transfers.ts'
import { diskFiles } from '../../../main/transfers/storage/file-system.ts'
import { gated, makeFile, sameBytes, type TestFile } from '../helpers/files.ts'
import { startPair, type TestNode } from '../helpers/node.ts'
import { useTestNet } from '../helpers/test-net.ts'

const net = useTestNet()

const ask = (node: TestNode, provider: TestNode, file: TestFile, name = file.name): string =>
  node.transfers.download({ root: file.root, name, size: file.size, peer: provider.key })
const partsIn = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.part'))

test('existing files are never overwritten, and two downloads of one name do not collide', async () => {
  const [a, b] = await startPair(net.bootstrap)
  writeFileSync(join(b.folder, 'photo.png'), 'mine')
  const [one, two] = [a.share(makeFile(a.dir, 'one', 70_000)), a.share(makeFile(a.dir, 'two', 70_001))]
  const ids = [ask(b, a, one, 'photo.png'), ask(b, a, two, 'photo.png')]
  const lines = await Promise.all(ids.map((id) => b.line(id, ({ state }) => state === 'done')))
  expect(readFileSync(join(b.folder, 'photo.png'), 'utf8')).toBe('mine')
  expect(lines.map(({ path }) => path).sort()).toEqual([
    join(b.folder, 'photo (2).png'),
    join(b.folder, 'photo (3).png'),
  ])
  expect(sameBytes(lines[0]?.path as string, one.path)).toBe(true)
  expect(sameBytes(lines[1]?.path as string, two.path)).toBe(true)
})

test('a hostile name stays inside the download folder', async () => {
  const [a, b] = await startPair(net.bootstrap)
  const file = a.share(makeFile(a.dir, 'plain', 100))
  const line = await b.line(ask(b, a, file, '../../../etc/cron.d/\u202Egnp.exe'), ({ state }) => state === 'done')
  expect(line.path).toBe(join(b.folder, 'gnp.exe'))
})

test('remove deletes the part file, and keeps a finished one', async () => {
  const gate = gated(diskFiles, 1)
  const [a, b] = await startPair(net.bootstrap, { files: gate.files })
  const small = a.share(makeFile(a.dir, 'small', 1000))
  const done = await b.line(ask(b, a, small), ({ state }) => state === 'done')
  const file = a.share(makeFile(a.dir, 'film.bin', 3 * CHUNK_BYTES))
  const id = ask(b, a, file)
  await b.line(id, ({ moved }) => moved > 0)
  expect(partsIn(b.folder)).toHaveLength(1)
  await b.transfers.remove(id)
  await b.transfers.remove(done.id)
  expect(b.transfers.list()).toEqual([])
  expect(readdirSync(b.folder)).toEqual(['small'])
  expect(statSync(join(b.folder, 'small')).size).toBe(1000)
  gate.open()
})

test('a finished file is deleted with its line on request; if that fails, the line stays', async () => {
  const [a, b] = await startPair(net.bootstrap)
  const fetch = async (name: string): Promise<Transfer> =>
    b.line(ask(b, a, a.share(makeFile(a.dir, name, 1000 + name.length))), ({ state }) => state === 'done')
  const [one, gone, stays] = [await fetch('one'), await fetch('gone'), await fetch('stays')]
  await b.transfers.remove(one.id, true)
  rmSync(gone.path)
  await b.transfers.remove(gone.id, true)
  // a folder in its place cannot be deleted as a file
  rmSync(stays.path)
  mkdirSync(stays.path)
  await expect(b.transfers.remove(stays.id, true)).rejects.toBeInstanceOf(HyobanError)
  expect(b.transfers.list().map(({ id }) => id)).toEqual([stays.id])
  expect(readdirSync(b.folder)).toEqual(['stays'])
})
