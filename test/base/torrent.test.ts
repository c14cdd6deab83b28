import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { toHex } from '../../main/base/hex.ts'
import { CHUNK_BYTES, chunkHash, layerRoot } from '../../main/domain/merkle.ts'
import { makeTorrent, type TorrentFile } from '../../main/domain/torrent.ts'

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
  expect(single.magnet).toBe(`magnet:?xt=urn:btmh:1220${fixture.file}&dn=b.bin`)
  expect(makeTorrent('b.bin', [large(['b.bin'])], 2 * CHUNK_BYTES).infohash).toBe(fixture.file2MiB)
})

test('a layer that is not that of its file makes no torrent', () => {
  expect(() => makeTorrent('x', [{ ...large(['x']), layer: new Uint8Array(32) }])).toThrow(RangeError)
})
