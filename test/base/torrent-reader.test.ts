import { expect, test } from 'vitest'
import { makeTorrent, type TorrentFile } from '../../main/domain/torrent.ts'
import { readTorrent } from '../../main/domain/torrent/reader.ts'
import { fc } from '../helpers/property.ts'

const file = (path: string[], size: number, root: string): TorrentFile => ({
  path,
  size,
  root: root.repeat(32),
  layer: new Uint8Array(),
})
const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')

test('a torrent is read as it was made: names in any script, folders, and no empty files', () => {
  const files = [file(['夏', 'a.txt'], 7, 'ab'), file(['夏', 'empty'], 0, '00'), file(['z&.txt'], 9, 'cd')]
  const torrent = makeTorrent('Sommer ☀', files)
  expect(readTorrent(torrent.bytes)).toEqual({
    name: 'Sommer ☀',
    files: [
      { path: ['z&.txt'], size: 9, root: 'cd'.repeat(32) },
      { path: ['夏', 'a.txt'], size: 7, root: 'ab'.repeat(32) },
    ],
    fault: null,
  })
})

test('a torrent of version 1 is told apart from a damaged one', () => {
  const old = bytes(`d4:infod6:lengthi5e4:name1:a12:piece lengthi16384e6:pieces20:${'x'.repeat(20)}ee`)
  expect(readTorrent(old)).toEqual({ fault: 'old' })
  const whole = makeTorrent('a', [file(['a'], 7, 'ab')]).bytes
  for (let cut = 0; cut < whole.length; cut++)
    expect(readTorrent(whole.subarray(0, cut)), `${cut}`).toEqual({ fault: 'damaged' })
  expect(readTorrent(Buffer.concat([whole, Buffer.from('e')]))).toEqual({ fault: 'damaged' })
})

test('hostile torrents end at limits', () => {
  expect(readTorrent(bytes('l'.repeat(1_000_000)))).toEqual({ fault: 'damaged' })
  expect(readTorrent(bytes('9999999999999999:a'))).toEqual({ fault: 'damaged' })
  const many = Array.from({ length: 10_001 }, (_, i) => file([String(i).padStart(5, '0')], 1, 'ab'))
  expect(readTorrent(makeTorrent('many', many).bytes)).toEqual({ fault: 'tooMany' })
  expect(readTorrent(makeTorrent('many', many.slice(1)).bytes)).toMatchObject({ fault: null })
})

test('fuzzed: mangled torrents never throw, and what is read is within its limits', () => {
  const whole = makeTorrent('folder', [file(['x', 'y'], 5, 'ab'), file(['z'], 6, 'cd')]).bytes
  const edits = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(edits, (changes) => {
      const mangled = Uint8Array.from(whole)
      for (const [at, byte] of changes) mangled[at] = byte
      const torrent = readTorrent(mangled)
      if (torrent.fault !== null) return
      for (const { size, root } of torrent.files) {
        expect(root).toMatch(/^[0-9a-f]{64}$/)
        expect(Number.isSafeInteger(size) && size > 0).toBe(true)
      }
    }),
  )
})
