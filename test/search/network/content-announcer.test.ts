import { afterEach, expect, test } from 'vitest'
import { ManualClock } from '../../../main/base/clock.ts'
import { fromHex } from '../../../main/base/hex.ts'
import { ContentAnnouncer } from '../../../main/search/network/content-announcer.ts'

const root = (n: number): string => n.toString(16).padStart(64, '0')
let announcer: ContentAnnouncer | null = null
afterEach(() => announcer?.close())

/** An announcer over a library of `shared` files, and the roots announced now, without a DHT. */
function setUp() {
  const clock = new ManualClock()
  const shared = new Map<string, number>()
  const announced = new Set<string>()
  let counted = (): void => {}
  const own = {
    async *entries() {
      for (const [hex, modified] of shared) yield { path: hex, entry: { root: fromHex(hex), size: 1, modified } }
      setImmediate(() => counted())
    },
  }
  const routing = {
    announce: (hex: string) => (announced.add(hex), true),
    withdraw: async (hex: string) => void announced.delete(hex),
    async *find(): AsyncGenerator<string, void, void> {},
  }
  announcer = new ContentAnnouncer({ own, routing, clock, log: () => {} })
  const count = async (): Promise<void> => {
    const done = new Promise<void>((resolve) => (counted = resolve))
    announcer?.changed()
    clock.advance(2000)
    await done
  }
  return { it: announcer, shared, announced, count }
}

test('a content stays announced while it is downloaded or shared', async () => {
  const { it, shared, announced, count } = setUp()
  it.announce(root(1))
  expect([...announced]).toEqual([root(1)])
  await count()
  expect([...announced]).toEqual([root(1)])
  // shared and downloaded; then no longer shared, while the download continues
  shared.set(root(1), 1)
  await count()
  shared.clear()
  await count()
  expect([...announced]).toEqual([root(1)])
  it.withdraw(root(1))
  expect([...announced]).toEqual([])
})

test('a finished download stays announced while shared; contents over the budget are withdrawn', async () => {
  const { it, shared, announced, count } = setUp()
  it.announce(root(1))
  shared.set(root(1), 1)
  await count()
  it.withdraw(root(1))
  expect([...announced]).toEqual([root(1)])
  // newer files take its place in the budget
  for (let n = 2; n <= 40; n++) shared.set(root(n), n)
  it.announce(root(2))
  await count()
  expect(announced.has(root(1))).toBe(false)
  expect(announced.has(root(2))).toBe(true)
  expect(announced.size).toBe(24 + 1)
  it.withdraw(root(2))
  expect(announced.size).toBe(24)
  it.withdraw(root(40))
  expect(announced.has(root(40))).toBe(true)
})
