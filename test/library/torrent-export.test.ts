import { writeFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../main/domain/merkle.ts'
import type { Transfer } from '../../main/contract/transfers.ts'
import { TorrentExport, type TorrentLibrary } from '../../main/library/sharing/torrent-export.ts'
import { cleanNodes, tempDir } from '../transfers/helpers/cleanup.ts'
import { makeFile } from '../transfers/helpers/files.ts'

afterEach(cleanNodes)

const NONE = (): Transfer[] => []
const exportFolder = (library: TorrentLibrary, folderId: number, path: string) =>
  new TorrentExport(library, NONE).torrent({ folderId, path })

/**
 * A list in place of the library's tables; roots and layers are those of real files. `unhashed`: a path without a root
 * yet.
 */
function libraryOf(name: string, sizes: Record<string, number>, unhashed = ''): TorrentLibrary {
  const dir = tempDir()
  const files = Object.entries(sizes).map(([path, size], index) => ({ path, file: makeFile(dir, String(index), size) }))
  const rows = files.map(({ path, file }) => ({
    dir: '',
    path,
    size: file.size,
    root: path === unhashed ? null : new Uint8Array(Buffer.from(file.root, 'hex')),
  }))
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

test('empty files alone are refused, as BitTorrent programs do; among others they are fine', async () => {
  const none = exportFolder(libraryOf('a', { 'x/one': 0, 'x/two': 0 }), 7, '')
  await expect(none).rejects.toMatchObject({ code: 'BAD_INPUT' })
  expect((await exportFolder(libraryOf('a', { 'x/one': 0, 'x/two': 5 }), 7, '')).infohash).toMatch(/^[0-9a-f]{64}$/)
})

const PEER: Transfer['peer'] = {
  publicKey: 'ab'.repeat(32),
  fingerprint: 'abab',
  name: 'Ada',
  trust: {
    u: null,
    total: null,
    recent: null,
    low: null,
    high: null,
    count: 0,
    raters: 0,
    decision: 'new',
    standing: 'new',
    by: 'rule',
    override: null,
  },
}
const EMPTY: TorrentLibrary = { source: () => null, folders: () => [], files: () => ({ total: 0, rows: [] }) }

function line(part: Partial<Transfer>): Transfer {
  return {
    id: 'one',
    direction: 'down',
    root: '',
    name: 'a.bin',
    size: 0,
    moved: 0,
    state: 'done',
    problem: null,
    rate: 0,
    peer: PEER,
    peerOnline: true,
    started: 0,
    ended: null,
    path: '',
    rated: null,
    priority: 'normal',
    place: null,
    retryAt: null,
    attempts: 0,
    queued: null,
    group: null,
    folder: '',
    sources: 1,
    ...part,
  }
}

test('a finished download that is not shared is read, and gives the same torrent as a shared one', async () => {
  for (const size of [1, 5, CHUNK_BYTES, 2 * CHUNK_BYTES + 77]) {
    const file = makeFile(tempDir(), 'a.bin', size)
    const shared = await new TorrentExport({ ...EMPTY, source: () => file }, NONE).torrent({ root: file.root })
    const done = [line({ root: file.root, size, path: file.path })]
    expect(await new TorrentExport(EMPTY, () => done).torrent({ transferId: 'one' })).toEqual(shared)
    expect((await new TorrentExport(EMPTY, () => done).magnet({ transferId: 'one' })).magnet).toBe(shared.magnet)
  }
})

test('what is still coming has its magnet link already, and no torrent yet', async () => {
  const { root, size } = makeFile(tempDir(), 'a.bin', 3 * CHUNK_BYTES)
  const coming = (): Transfer[] => [line({ state: 'active', root, size, path: '' })]
  const whole = makeFile(tempDir(), 'a.bin', 3 * CHUNK_BYTES)
  expect((await new TorrentExport(EMPTY, coming).magnet({ transferId: 'one' })).name).toBe('a.bin')
  await expect(new TorrentExport(EMPTY, coming).torrent({ transferId: 'one' })).rejects.toMatchObject({
    code: 'IN_USE',
  })
  await expect(new TorrentExport(EMPTY, coming).torrent({ transferId: 'other' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  // the layer of another file of this length is not taken for its own
  const wrong = (): Transfer[] => [line({ root: '11'.repeat(32), size: whole.size, path: whole.path })]
  await expect(new TorrentExport(EMPTY, wrong).torrent({ transferId: 'one' })).rejects.toMatchObject({
    code: 'FILE_CHANGED',
  })
  writeFileSync(whole.path, 'shorter')
  await expect(
    new TorrentExport(EMPTY, () => [line({ root: whole.root, size: whole.size, path: whole.path })]).torrent({
      transferId: 'one',
    }),
  ).rejects.toMatchObject({ code: 'FILE_CHANGED' })
})

test('a downloaded folder keeps its tree; the order of the list does not matter', async () => {
  const dir = tempDir()
  const [first, second] = [makeFile(dir, 'x.bin', 10), makeFile(dir, 'y.bin', CHUNK_BYTES + 1)]
  const group = { id: 'g', name: '../写真' }
  const members = [
    line({ id: '1', group, folder: '京都/秋', name: 'x.bin', root: first.root, size: first.size, path: first.path }),
    line({ id: '2', group, folder: '', name: 'y.bin', root: second.root, size: second.size, path: second.path }),
    line({ id: '3', name: 'elsewhere.bin', root: second.root, size: second.size, path: second.path }),
  ]
  const one = await new TorrentExport(EMPTY, () => members).torrent({ groupId: 'g' })
  expect(one.name).toBe('写真')
  const text = Buffer.from(one.torrent, 'base64').toString('utf8')
  for (const part of ['6:京都', '3:秋', '5:x.bin', '5:y.bin']) expect(text).toContain(part)
  expect(text).not.toContain('elsewhere')
  expect((await new TorrentExport(EMPTY, () => members.toReversed()).torrent({ groupId: 'g' })).infohash).toBe(
    one.infohash,
  )
  await expect(new TorrentExport(EMPTY, () => members).magnet({ groupId: 'h' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})
