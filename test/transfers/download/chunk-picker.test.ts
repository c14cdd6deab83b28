import { expect, test } from 'vitest'
import { seededRandom } from '../../../main/base/random.ts'
import { ChunkPicker, type SourcePace } from '../../../main/transfers/download/chunk-picker.ts'
import { fc } from '../../helpers/property.ts'

/** A map of chunks that a test fills. */
class Chunks {
  readonly count: number
  readonly there = new Set<number>()
  constructor(count: number) {
    this.count = count
  }
  has(chunk: number): boolean {
    return this.there.has(chunk)
  }
}

const bitsOf = (count: number, chunks: Iterable<number>): Uint8Array => {
  const bits = new Uint8Array(Math.ceil(count / 8))
  for (const chunk of chunks) bits[chunk >> 3] = (bits[chunk >> 3] as number) | (1 << (chunk & 7))
  return bits
}
const even: SourcePace = { due: () => 1, next: () => 2 }

interface Simulated {
  holds: Set<number>
  queue: number[]
  /** Chunks a step, as a fraction. */
  speed: number
  credit: number
}

test('every available chunk is requested from a source that holds it, in a bounded number of steps', () => {
  const source = fc.record({
    whole: fc.boolean(),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    speed: fc.double({ min: 0.05, max: 2, noNaN: true }),
    leaves: fc.option(fc.nat(60), { nil: null }),
  })
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 120 }),
      fc.array(source, { minLength: 1, maxLength: 8 }),
      fc.nat(),
      fc.constantFrom('rarest', 'sequential' as const),
      (count, given, seed, mode) => {
        const random = seededRandom(seed)
        const map = new Chunks(count)
        const picker = new ChunkPicker(map, () => random.next())
        picker.mode = mode === 'rarest' ? 'rarest' : 'sequential'
        const sources = new Map<number, Simulated>()
        for (const [id, { whole, share, speed }] of given.entries()) {
          const holds = new Set(
            Array.from({ length: count }, (_, chunk) => chunk).filter(() => whole || random.next() < share),
          )
          sources.set(id, { holds, queue: [], speed, credit: 0 })
          picker.add(id)
          expect(whole ? picker.have(id, 0, count) : picker.bitfield(id, bitsOf(count, holds))).toBe(true)
        }
        const pace: SourcePace = {
          due: (id, chunk) =>
            ((sources.get(id) as Simulated).queue.indexOf(chunk) + 1) / (sources.get(id) as Simulated).speed,
          next: (id) => ((sources.get(id) as Simulated).queue.length + 1) / (sources.get(id) as Simulated).speed,
        }
        const reachable = (): number => {
          const chunks = new Set(map.there)
          for (const { holds } of sources.values()) for (const chunk of holds) chunks.add(chunk)
          return chunks.size
        }
        let steps = 0
        while (map.there.size < reachable()) {
          if (++steps > 20 * count + 400) throw new Error(`stuck with ${map.there.size} of ${reachable()}`)
          for (const [id, { leaves }] of given.entries()) {
            if (leaves !== steps || sources.size === 1) continue
            picker.remove(id)
            sources.delete(id)
          }
          for (const [id, one] of sources) {
            while (one.queue.length < 4) {
              const next = picker.pick(id, 4 - one.queue.length, pace)
              if (!next) break
              for (let chunk = next.from; chunk < next.from + next.count; chunk++) {
                expect(one.holds.has(chunk) && !map.has(chunk) && !one.queue.includes(chunk)).toBe(true)
                one.queue.push(chunk)
              }
            }
            one.credit = Math.min(one.credit + one.speed, 4)
            while (one.credit >= 1 && one.queue.length > 0) {
              one.credit--
              const chunk = one.queue.shift() as number
              picker.release(id, chunk)
              map.there.add(chunk)
              for (const loser of picker.done(chunk)) {
                const other = sources.get(loser) as Simulated
                other.queue = other.queue.filter((asked) => asked !== chunk)
              }
            }
          }
        }
      },
    ),
    { numRuns: 400 },
  )
})

test('complete sources are asked in order, for each chunk once', () => {
  const map = new Chunks(10)
  const picker = new ChunkPicker(map, () => 0)
  for (const id of [1, 2]) {
    picker.add(id)
    picker.have(id, 0, 10)
  }
  expect([picker.pick(1, 4, even), picker.pick(2, 4, even), picker.pick(1, 4, even)]).toEqual([
    { from: 0, count: 4 },
    { from: 4, count: 4 },
    { from: 8, count: 2 },
  ])
  // both are as fast: asking again would gain nothing
  expect(picker.pick(2, 4, even)).toBeNull()
})

test('endgame: the latest chunk of a slow source is also requested from a faster one', () => {
  const map = new Chunks(4)
  const picker = new ChunkPicker(map, () => 0)
  for (const id of [1, 2]) {
    picker.add(id)
    picker.have(id, 0, 4)
  }
  picker.pick(1, 4, even)
  const pace: SourcePace = { due: (_id, chunk) => chunk + 1, next: () => 1.5 }
  expect(picker.pick(2, 4, pace)).toEqual({ from: 3, count: 1 })
  map.there.add(3)
  picker.release(2, 3)
  expect(picker.done(3)).toEqual([1])
})

test('rarest first as soon as there are incomplete sources; prioritised chunks go before', () => {
  const map = new Chunks(8)
  const picker = new ChunkPicker(map, () => 0)
  picker.add(1)
  picker.have(1, 0, 8)
  for (const id of [2, 3]) {
    picker.add(id)
    picker.bitfield(id, bitsOf(8, [0, 1, 2, 3, 4, 6, 7]))
  }
  expect(picker.pick(1, 4, even)).toEqual({ from: 5, count: 1 })
  picker.prioritise(6, 8)
  expect(picker.pick(1, 4, even)).toEqual({ from: 6, count: 2 })
  picker.mode = 'sequential'
  expect(picker.pick(1, 2, even)).toEqual({ from: 0, count: 2 })
  picker.remove(1)
  expect(picker.pick(2, 1, even)).toEqual({ from: 6, count: 1 })
})

test('impossible announcements are refused', () => {
  const picker = new ChunkPicker(new Chunks(9), () => 0)
  picker.add(1)
  expect(picker.have(1, 8, 2)).toBe(false)
  expect(picker.bitfield(1, new Uint8Array(1))).toBe(false)
  expect(picker.bitfield(1, new Uint8Array([0, 2]))).toBe(false)
  expect(picker.bitfield(1, new Uint8Array([0, 1]))).toBe(true)
  expect(picker.held(1)).toBe(1)
})
