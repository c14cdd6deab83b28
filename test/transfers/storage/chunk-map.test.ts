import { fc } from '../../helpers/property.ts'
import { describe, expect, test } from 'vitest'
import { CHUNK_BYTES, chunkHash, layerRoot } from '../../../main/domain/merkle.ts'
import { ChunkMap } from '../../../main/transfers/storage/chunk-map.ts'
import { ChunkVerifier } from '../../../main/transfers/storage/chunk-verifier.ts'
import { RateMeter } from '../../../main/transfers/rate-meter.ts'
import { numbered, safeName } from '../../../main/domain/safe-name.ts'

describe('safe names', () => {
  test.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\Windows\\system.ini', 'system.ini'],
    ['/', 'file'],
    ['..', 'file'],
    ['', 'file'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['com1 .txt', '_com1.txt'],
    ['LPT¹.doc', '_LPT¹.doc'],
    ['console.log', 'console.log'],
    ['a\u0000b\u0007c.txt', 'abc.txt'],
    ['photo\u202Egpj.exe', 'photogpj.exe'],
    ['zero\u200bwidth\ufeff.txt', 'zerowidth.txt'],
    ['a<b>c:d"e|f?g*.txt', 'a_b_c_d_e_f_g_.txt'],
    ['trailing. . ', 'trailing'],
    ['.bashrc', '_bashrc'],
    ['-rf', '_rf'],
    ['C:evil.exe', 'C_evil.exe'],
    ['写真 2026年.png', '写真 2026年.png'],
    ['lone\ud800surrogate', 'lonesurrogate'],
  ])('%j becomes %j', (announced, safe) => expect(safeName(announced)).toBe(safe))

  test('whatever is announced: one part, short enough, no character or name that a system refuses, and stable', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary', maxLength: 600 }), fc.string({ unit: 'grapheme', maxLength: 300 })),
        (announced) => {
          const name = safeName(announced)
          expect(name.length).toBeGreaterThan(0)
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(223)
          expect(name).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}/\\<>:"|?*]|^\.|^-|[. ]$/u)
          expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i)
          expect(safeName(name)).toBe(name)
        },
      ),
      { numRuns: 5000 },
    )
  })

  test('numbers go before the extension', () => {
    expect([1, 2, 3].map((n) => numbered('a.tar.gz', n))).toEqual(['a.tar.gz', 'a.tar (2).gz', 'a.tar (3).gz'])
    expect(numbered('README', 2)).toBe('README (2)')
  })
})

describe('the map of chunks', () => {
  test('remembers through its segments exactly what was written, synced and lost', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9000 }),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom('written', 'synced', 'lost'))),
        (count, steps) => {
          const map = new ChunkMap(count * CHUNK_BYTES - 5)
          const truth = new Map<number, boolean>()
          for (const [n, step] of steps) {
            const chunk = n % count
            if (step === 'written') {
              map.written(chunk)
              if (!truth.has(chunk)) truth.set(chunk, false)
            } else if (step === 'synced' && truth.has(chunk)) {
              map.synced(chunk)
              truth.set(chunk, true)
            } else if (step === 'lost') {
              map.lost(chunk)
              truth.delete(chunk)
            }
          }
          const again = new ChunkMap(
            map.size,
            map
              .takeDirty()
              .map(({ segment, written, synced }) => ({ segment, written: written.slice(), synced: synced.slice() })),
          )
          for (const one of [map, again]) {
            expect(one.whole).toBe(truth.size === count)
            expect(one.bytes).toBe(
              [...truth.keys()].reduce((sum, chunk) => sum + (chunk === count - 1 ? CHUNK_BYTES - 5 : CHUNK_BYTES), 0),
            )
            expect(one.doubtful()).toEqual(
              [...truth]
                .filter(([, synced]) => !synced)
                .map(([chunk]) => chunk)
                .sort((a, b) => a - b),
            )
          }
          expect(map.takeDirty()).toEqual([])
        },
      ),
      { numRuns: 300 },
    )
  })

  test('an empty file is whole from the start', () =>
    expect(new ChunkMap(0)).toMatchObject({ whole: true, bytes: 0, count: 0 }))
})

test('a chunk verified message by message is verified as base/merkle does, and one changed bit is seen', () => {
  const bytes = new Uint8Array(2 * CHUNK_BYTES + 20_000)
  for (let i = 0; i < bytes.length; i += 997) bytes[i] = i
  const chunks = [0, 1, 2].map((i) => bytes.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES))
  const layer = Buffer.concat(chunks.map((chunk) => chunkHash(chunk)))
  const verifier = new ChunkVerifier({ size: bytes.length, root: layerRoot(layer), layer })
  const feed = (chunk: Uint8Array): void => {
    for (let at = 0; at < chunk.length; at += 128 * 1024) verifier.add(chunk.subarray(at, at + 128 * 1024))
  }
  for (const [index, chunk] of chunks.entries()) {
    feed(chunk)
    expect(verifier.finish(index)).toBe(true)
    const changed = chunk.slice()
    changed[chunk.length - 1] = (changed[chunk.length - 1] as number) ^ 0x80
    feed(changed)
    expect(verifier.finish(index)).toBe(false)
    feed(chunk.subarray(0, 16384))
    expect(verifier.finish(index)).toBe(false)
  }
})

test('the rate follows what moves, and sinks when nothing does', () => {
  const meter = new RateMeter(0)
  for (let now = 100; now <= 20_000; now += 100) meter.add(100_000, now)
  expect(meter.read(20_000)).toBeGreaterThan(980_000)
  expect(meter.read(20_000)).toBeLessThan(1_020_000)
  expect(meter.read(26_000)).toBeLessThan(200_000)
  expect(meter.read(200_000)).toBe(0)
})

test('a clock that is set back does not hold up the speed that is shown', () => {
  const meter = new RateMeter(100_000)
  for (let now = 100_100; now <= 120_000; now += 100) meter.add(100_000, now)
  for (let now = 50_000; now <= 70_000; now += 100) meter.add(10_000, now)
  expect(meter.read(70_000)).toBeGreaterThan(90_000)
  expect(meter.read(70_000)).toBeLessThan(110_000)
})
