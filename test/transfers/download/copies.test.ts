import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { makeFile, reading, sameBytes, type TestFile } from '../helpers/files.ts'
import { startNode, type TestNode } from '../helpers/node.ts'
import { useTestNet } from '../helpers/test-net.ts'

const net = useTestNet()

async function pair(options: Partial<Parameters<typeof startNode>[0]> = {}): Promise<{ a: TestNode; b: TestNode }> {
  const a = await startNode({ bootstrap: net.bootstrap })
  const b = await startNode({ bootstrap: net.bootstrap, holders: () => [a.key], ...options })
  await Promise.all([a.meets(b), b.meets(a)])
  return { a, b }
}
const uploaded = (node: TestNode): number =>
  node.transfers
    .list()
    .filter(({ direction }) => direction === 'up')
    .reduce((sum, { moved }) => sum + moved, 0)

test('a folder with equal files is complete: each content is fetched once, and every path is made', async () => {
  const { a, b } = await pair()
  const cover = a.share(makeFile(a.dir, 'cover.jpg', 3 * CHUNK_BYTES + 7))
  const empty = a.share(makeFile(a.dir, '__init__.py', 0))
  const songs = [1, 2, 3].map((n) => a.share(makeFile(a.dir, `song ${n}.mp3`, 1000 + n)))
  const from = (file: TestFile, path: string): TestFile & { origin: string } => ({ ...file, origin: file.path, path })
  const files = [
    ...songs.map((song, i) => from(song, `album ${i + 1}/${song.name}`)),
    ...[1, 2, 3].map((n) => from(cover, `album ${n}/cover.jpg`)),
    ...[1, 2, 3].map((n) => from(empty, `album ${n}/__init__.py`)),
    from(cover, 'album 1/front.jpg'),
  ]
  const { ids } = b.transfers.downloadGroup({ name: 'set', files })
  expect(new Set(ids).size).toBe(10)
  const lines = await Promise.all(ids.map((id) => b.line(id, ({ state }) => state === 'done')))
  expect(lines.map(({ path }) => path)).toEqual(files.map(({ path }) => join(b.folder, 'set', path)))
  for (const [i, { path }] of lines.entries()) expect(sameBytes(path as string, files[i]?.origin as string)).toBe(true)
  expect(uploaded(a)).toBe(cover.size + songs.reduce((sum, { size }) => sum + size, 0))
})

test('the same place is wanted once, however often it is asked for', async () => {
  const { a, b } = await pair()
  const file = a.share(makeFile(a.dir, 'x', 100))
  const wish = {
    name: 'set',
    paused: true,
    files: [
      { ...file, path: 'a/x' },
      { ...file, path: 'b/x' },
    ],
  }
  const { ids } = b.transfers.downloadGroup(wish)
  for (const id of ids) b.transfers.resume(id)
  const again = b.transfers.downloadGroup({ ...wish, paused: false })
  expect(again.ids).toEqual(ids)
  await Promise.all(ids.map((id) => b.line(id, ({ state }) => state === 'done')))
})

test('a copy whose bytes are not those of the content is verified, and fetched instead', async () => {
  let copied = 0
  const files = reading((buffer, offset, length, position) => {
    copied += length
    if (position >= CHUNK_BYTES) buffer[offset] = (buffer[offset] as number) ^ 1
  })
  const { a, b } = await pair({ files })
  const file = a.share(makeFile(a.dir, 'film.bin', 2 * CHUNK_BYTES))
  const { ids } = b.transfers.downloadGroup({
    name: 'set',
    files: [
      { ...file, path: 'a/film.bin' },
      { ...file, path: 'b/film.bin' },
    ],
  })
  const lines = await Promise.all(ids.map((id) => b.line(id, ({ state }) => state === 'done')))
  expect(copied).toBe(2 * CHUNK_BYTES)
  for (const { path } of lines) expect(sameBytes(path as string, file.path)).toBe(true)
  // the first half of the second file was right
  expect(uploaded(a)).toBe(3 * CHUNK_BYTES)
})
