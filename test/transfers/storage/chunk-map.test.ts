import { fc } from '../../helpers/property.ts'
import { describe, expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { ChunkMap } from '../../../main/transfers/storage/chunk-map.ts'

describe('ChunkMap', () => {
  test('its stored segments reproduce exactly what was written, synced and lost', () => {
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

  test('only segments of 4096 chunks that changed are stored, and each chunk counts once', () => {
    const map = new ChunkMap(5000 * CHUNK_BYTES)
    expect(map.takeDirty()).toEqual([])
    for (const chunk of [4097, 4097]) map.written(chunk)
    expect(map.bytes).toBe(1_048_576)
    expect(map.takeDirty().map(({ segment, written }) => [segment, written[0], written.byteLength])).toEqual([
      [1, 2, 512],
    ])
    map.written(4097)
    map.lost(4096)
    expect(map.takeDirty()).toEqual([])
    for (const chunk of [5000, -1]) expect(() => map.has(chunk)).toThrow(`no chunk ${chunk}`)
  })

  test('an empty file is complete from the start', () =>
    expect(new ChunkMap(0)).toMatchObject({ whole: true, bytes: 0, count: 0 }))
})
