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

const ROOT = 'r'.repeat(32)
const leaf = (size: string, root = `32:${ROOT}`): string => `d0:d6:length${size}11:pieces root${root}ee`
/** A torrent of one file, with other parts where they are given. */
const torrent = ({ tree = `d1:f${leaf('i5e')}e`, name = '1:n', extra = 'i1e' } = {}): Uint8Array =>
  bytes(`d5:extra${extra}4:infod9:file tree${tree}4:name${name}ee`)
const faultOf = (parts: Parameters<typeof torrent>[0]): string | null => readTorrent(torrent(parts)).fault

test('of a torrent in raw bytes, name, path, size and root are read', () => {
  const file = { path: ['f'], size: 5, root: Buffer.from(ROOT).toString('hex') }
  expect(readTorrent(torrent())).toEqual({ name: 'n', files: [file], fault: null })
  expect(readTorrent(torrent({ name: '3: n ' }))).toMatchObject({ name: 'n' })
  const folders = `d1:ad1:bd1:c${leaf('i7e')}eee`
  expect(readTorrent(torrent({ tree: folders }))).toMatchObject({ files: [{ path: ['a', 'b', 'c'], size: 7 }] })
})

test.each([
  // numbers
  ['i0e', null],
  ['i7e', null],
  ['i12345e', null],
  ['i-12e', null],
  ['i1234567890123456e', null],
  ['i12345678901234567e', 'damaged'],
  ['ie', 'damaged'],
  ['i-e', 'damaged'],
  ['i-0e', 'damaged'],
  ['i01e', 'damaged'],
  ['i1x2e', 'damaged'],
  ['ix1e', 'damaged'],
  ['i1.5e', 'damaged'],
  // texts
  ['0:', null],
  ['3:abc', null],
  ['03:abc', 'damaged'],
  ['-1:', 'damaged'],
  ['4294967295:abc', 'damaged'],
  // lists and dictionaries
  ['le', null],
  ['li1e1:ade e', 'damaged'],
  ['li1e1:adee', null],
  ['de', null],
  ['d1:ai1e1:bi2ee', null],
  ['d1:ai1e1:ai2ee', 'damaged'],
  ['di1ei2ee', 'damaged'],
  ['x', 'damaged'],
  [`${'l'.repeat(64)}${'e'.repeat(64)}`, null],
  [`${'l'.repeat(65)}${'e'.repeat(65)}`, 'damaged'],
  [`${'d1:a'.repeat(63)}de${'e'.repeat(63)}`, null],
  [`${'d1:a'.repeat(64)}de${'e'.repeat(64)}`, 'damaged'],
])('with %s beside its files, the fault of a torrent is %j', (extra, fault) => expect(faultOf({ extra })).toBe(fault))

test.each([
  [{ tree: `d1:f${leaf('i1e')}e` }, null],
  [{ tree: `d1:f${leaf('i1099511627776e')}e` }, null],
  [{ tree: `d1:f${leaf('i1099511627777e')}e` }, 'damaged'],
  [{ tree: `d1:f${leaf('i-1e')}e` }, 'damaged'],
  [{ tree: `d1:f${leaf('1:5')}e` }, 'damaged'],
  [{ tree: `d1:f${leaf('i5e', '31:' + 'r'.repeat(31))}e` }, 'damaged'],
  [{ tree: `d1:f${leaf('i5e', '33:' + 'r'.repeat(33))}e` }, 'damaged'],
  [{ tree: `d1:f${leaf('i5e', 'i5e')}e` }, 'damaged'],
  [{ tree: 'd1:fd0:d6:lengthi5eeee' }, 'damaged'],
  [{ tree: 'd1:fi5ee' }, 'damaged'],
  // nothing to fetch
  [{ tree: 'd1:fd0:d6:lengthi0eeee' }, 'damaged'],
  [{ tree: 'de' }, 'damaged'],
  [{ tree: 'i5e' }, 'damaged'],
  // not UTF-8
  [{ tree: `d1:\xff${leaf('i5e')}e` }, 'damaged'],
  [{ name: '1:\xff' }, 'damaged'],
  [{ name: '1: ' }, 'damaged'],
  [{ name: '0:' }, 'damaged'],
  [{ name: 'i5e' }, 'damaged'],
])('of the parts %j the fault is %j', (parts, fault) => expect(faultOf(parts)).toBe(fault))

test('what is no dictionary with one of info is damaged', () => {
  for (const text of ['', 'i5e', 'le', 'de', 'd4:infoi5ee', 'd4:infolee', 'd4:infodee', 'd4:info0:e'])
    expect(readTorrent(bytes(text)), text).toEqual({ fault: 'damaged' })
  expect(readTorrent(bytes('d4:infod6:pieces0:ee'))).toEqual({ fault: 'old' })
})
