import { expect, test } from 'vitest'
import { seededRandom } from '../../main/base/random.ts'
import { Coverage } from './engine/coverage.ts'
import { Fuzzer } from './engine/fuzzer.ts'

/** A parser of our own making, with the counters that Istanbul would add: only coverage leads to its fault. */
function lock(word: string): { files: ConstructorParameters<typeof Coverage>[0]; run: (input: Buffer) => void } {
  const file = { s: Object.fromEntries([...word].map((_, i) => [i, 0])), f: {}, b: {} }
  return {
    files: { lock: file },
    run(input) {
      for (let i = 0; i < word.length; i++) {
        if (input[i] !== word.charCodeAt(i)) return
        ;(file.s as Record<number, number>)[i]!++
      }
      throw new Error('opened')
    },
  }
}

test('coverage leads through four bytes that chance would need 2^32 runs for; the finding is made short', async () => {
  const { files, run } = lock('door')
  const coverage = new Coverage(files)
  const target = { name: 'lock', maxBytes: 100, seeds: () => [Buffer.from('open, please')], run }
  let runs = 0
  const fuzzer = new Fuzzer({
    target,
    coverage,
    random: seededRandom(7),
    now: () => runs++,
    used: () => 0,
    onRun: () => {},
  })
  const finding = await fuzzer.run(2_000_000)
  expect(Buffer.from(finding?.input ?? []).toString()).toBe('door')
  // the input that is found does not count
  expect(coverage.reached).toBe(3)
})

test('without a fault it ends when the time is up, and says what was reached', async () => {
  const { files } = lock('abc')
  const coverage = new Coverage(files)
  expect(coverage.size).toBe(3)
  let now = 0
  const target = { name: 'calm', maxBytes: 100, seeds: () => [], run: () => {} }
  const fuzzer = new Fuzzer({
    target,
    coverage,
    random: seededRandom(7),
    now: () => now++,
    used: () => 0,
    onRun: () => {},
  })
  expect(await fuzzer.run(100)).toBeNull()
  expect([coverage.reached, fuzzer.corpusSize]).toEqual([0, 1])
})

test('a run that takes more than two seconds of the processor, twice, is a finding', async () => {
  let now = 0
  const target = { name: 'slow', maxBytes: 100, seeds: () => [], run: () => void (now += 2001) }
  const coverage = new Coverage({})
  const fuzzer = new Fuzzer({
    target,
    coverage,
    random: seededRandom(7),
    now: () => now,
    used: () => now,
    onRun: () => {},
  })
  expect(String((await fuzzer.run(10))?.error)).toBe('Error: one input takes more than two seconds')
})
