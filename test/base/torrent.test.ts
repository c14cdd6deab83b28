import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fromHex, toHex } from '../../main/base/hex.ts'
import { CHUNK_BYTES, chunkHash, layerRoot } from '../../main/domain/merkle.ts'
import { hasNoBytes, magnetOf, makeTorrent, type TorrentFile } from '../../main/domain/torrent.ts'

const fixture = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/torrents/infohashes.json'), 'utf8'),
) as Record<'folder' | 'file' | 'file2MiB', string>

/** The bytes that fixtures/torrents/make.py writes. */
function file(path: string[], size: number): TorrentFile {
  const bytes = Uint8Array.from({ length: size }, (_, i) => i * 7 + (i >> 8) * 13 + (i >> 16) * 29)
  const hashes: Uint8Array[] = []
  if (size > CHUNK_BYTES)
    for (let at = 0; at < size; at += CHUNK_BYTES) hashes.push(chunkHash(bytes.subarray(at, at + CHUNK_BYTES)))
  const layer = Buffer.concat(hashes)
  return {
    path,
    size,
    layer,
    root: size === 0 ? '0'.repeat(64) : toHex(size > CHUNK_BYTES ? layerRoot(layer) : chunkHash(bytes, true)),
  }
}

const large = (path: string[]): TorrentFile => file(path, 3 * 1024 * 1024 + 12345)

test('torrents of a file and of a folder have the infohash of libtorrent, for any piece length', () => {
  const folder = [
    file(['a.bin'], 100),
    file(['empty'], 0),
    large(['sub', 'b.bin']),
    file(['sub', '日本.txt'], 16384 * 3 + 1),
  ]
  expect(makeTorrent('d', folder).infohash).toBe(fixture.folder)
  expect(makeTorrent('d', folder.toReversed()).infohash).toBe(fixture.folder)
  const single = makeTorrent('b.bin', [large(['b.bin'])])
  expect(single.infohash).toBe(fixture.file)
  const { size, root } = large(['b.bin'])
  // a file can be opened by its magnet link, a folder cannot
  expect(single.magnet).toBe(`magnet:?xt=urn:btmh:1220${fixture.file}&dn=b.bin&xl=${size}&x.hyoban=${root}`)
  expect(makeTorrent('d', folder).magnet).toBe(`magnet:?xt=urn:btmh:1220${fixture.folder}&dn=d`)
  expect(makeTorrent('b.bin', [large(['b.bin'])], 2 * CHUNK_BYTES).infohash).toBe(fixture.file2MiB)
})

test('a layer that is not that of its file makes no torrent', () => {
  expect(() => makeTorrent('x', [{ ...large(['x']), layer: new Uint8Array(32) }])).toThrow(RangeError)
})

/** A file with a layer of `chunks` hashes; `magnetOf` needs none. */
const sized = (size: number, chunks = 0): TorrentFile => ({
  path: ['f'],
  size,
  layer: Buffer.concat(Array.from({ length: chunks }, (_, i) => Buffer.alloc(32, i + 1))),
  root: 'ab'.repeat(32),
})

test('pieces of 2 MiB are the parents of two chunks, and the last one is padded', () => {
  const pair = (left: Uint8Array, right: Uint8Array): Buffer => hash('sha256', Buffer.concat([left, right]), 'buffer')
  const file = sized(5 * CHUNK_BYTES, 5)
  const chunk = (i: number): Buffer => Buffer.alloc(32, i + 1)
  let zero = Buffer.alloc(32)
  for (let level = 0; level < 6; level++) zero = Buffer.from(pair(zero, zero))
  const layer = Buffer.concat([pair(chunk(0), chunk(1)), pair(chunk(2), chunk(3)), pair(chunk(4), zero)])
  const { bytes } = makeTorrent('f', [file], 2 * CHUNK_BYTES)
  const layers = Buffer.concat([Buffer.from('12:piece layersd32:'), fromHex(file.root), Buffer.from('96:'), layer])
  expect(Buffer.from(bytes).includes(layers)).toBe(true)
  // a file of one piece has no layer
  const small = makeTorrent('f', [sized(2 * CHUNK_BYTES, 2)], 2 * CHUNK_BYTES)
  expect(Buffer.from(small.bytes).toString('latin1')).toContain('12:piece layersdee')
})

test.each([
  // bytes, MiB of a piece: at most 16,384 pieces, and at most 16 MiB each
  [1, 1],
  [16_384 * CHUNK_BYTES, 1],
  [16_384 * CHUNK_BYTES + 1, 2],
  [2 * 16_384 * CHUNK_BYTES, 2],
  [9 * 16_384 * CHUNK_BYTES, 16],
  [2 ** 40, 16],
])('files of %d bytes have pieces of %d MiB', (size, MiB) => {
  expect(magnetOf('f', [sized(size)])).toEqual(magnetOf('f', [sized(size)], MiB * CHUNK_BYTES))
  // of several files the sum counts
  const halves = [sized(Math.floor(size / 2)), { ...sized(Math.ceil(size / 2)), path: ['g'] }]
  expect(magnetOf('f', halves)).toEqual(magnetOf('f', halves, MiB * CHUNK_BYTES))
})

test('a magnet link has a name of whole characters, escaped, and is that of the torrent', () => {
  const { infohash, magnet } = magnetOf('a &\ud800日', [sized(5)])
  expect(magnet).toBe(`magnet:?xt=urn:btmh:1220${infohash}&dn=a%20%26%EF%BF%BD%E6%97%A5`)
  expect(infohash).toMatch(/^[0-9a-f]{64}$/)
  expect(makeTorrent('f', [sized(5)])).toMatchObject(magnetOf('f', [sized(5)]))
})

test('files have no bytes if all are empty', () => {
  expect([hasNoBytes([]), hasNoBytes([sized(0)]), hasNoBytes([sized(0), sized(1)])]).toEqual([true, true, false])
})
