import { afterEach, expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../main/base/merkle.ts'
import { exportFolder, type TorrentLibrary } from '../../main/transfers/torrent-export.ts'
import { cleanNodes, makeFile, tempDir } from './node.ts'

afterEach(cleanNodes)

/** A list in place of the library's tables; roots and layers are those of real files. `unhashed`: a path without a root yet. */
function libraryOf(name: string, sizes: Record<string, number>, unhashed = ''): TorrentLibrary {
  const dir = tempDir()
  const files = Object.entries(sizes).map(([path, size], index) => ({ path, file: makeFile(dir, String(index), size) }))
  const rows = files.map(({ path, file }) => ({ dir: '', path, size: file.size, root: path === unhashed ? null : new Uint8Array(Buffer.from(file.root, 'hex')) }))
  return {
    source: (root) => files.find(({ file }) => file.root === root)?.file ?? null,
    folders: () => [{ id: 7, name }],
    files: ({ offset, limit }) => ({ total: rows.length, rows: rows.slice(offset, offset + limit) }),
  }
}

test('a folder with a Japanese name keeps it, and its tree, in the torrent and in the magnet link', async () => {
  const library = libraryOf('写真', { '京都/紅葉.jpg': 3 * CHUNK_BYTES + 5, '京都/空.txt': 0, '東京/駅.jpg': 9 })
  const { name, torrent, magnet, infohash } = await exportFolder(library, 7, '')
  const text = Buffer.from(torrent, 'base64').toString('utf8')
  expect(name).toBe('写真')
  // bencoding counts bytes: three for each of these characters
  for (const part of ['6:写真', '6:京都', '10:紅葉.jpg', '7:空.txt', '6:東京', '7:駅.jpg']) expect(text).toContain(part)
  expect(magnet).toContain(`xt=urn:btmh:1220${infohash}`)
  expect(magnet).toContain(encodeURIComponent('写真'))
})

test('a folder below takes its own name, and only what is in it', async () => {
  const library = libraryOf('写真', { '京都/紅葉.jpg': 10, '京都府/地図.png': 11, '東京/駅.jpg': 9 })
  const { name, torrent } = await exportFolder(library, 7, '/京都/')
  const text = Buffer.from(torrent, 'base64').toString('utf8')
  expect(name).toBe('京都')
  expect(text).toContain('紅葉.jpg')
  expect(text).not.toContain('地図.png')
  expect(text).not.toContain('駅.jpg')
})

test('a folder that is gone, empty or still being indexed is refused with its cause', async () => {
  const library = libraryOf('a', { 'x/y': 10 }, 'x/y')
  await expect(exportFolder(library, 8, '')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(exportFolder(library, 7, 'nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(exportFolder(library, 7, '')).rejects.toMatchObject({ code: 'IN_USE' })
})
