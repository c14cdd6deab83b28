import Corestore from 'corestore'
import crypto from 'hypercore-crypto'
import { expect, it } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import { Logs } from '../../main/logs/logs.ts'
import { all, temporaryFolder } from '../helpers/peer.ts'

it('a catalogue of many changes and few files is replaced once, by the same files under a new key', async () => {
  const dir = await temporaryFolder()
  const keyPair = crypto.keyPair()
  const open = (): Promise<Logs> =>
    Logs.open({ dir, keyPair, clock: systemClock, log: () => {}, limits: { changes: 100 } })
  const entry = (n: number) => ({ root: Buffer.alloc(32, n), size: n, modified: 1_700_000_000_000 })

  const first = await open()
  const { key } = first.catalogue.own
  for (let round = 1; round <= 20; round++)
    await first.catalogue.own.batch(
      Array.from({ length: 10 }, (_, i) => ({ type: 'put', path: `file ${i}`, entry: entry(round * 10 + i) })),
    )
  expect(first.catalogue.own.version).toBeGreaterThan(200)
  const files = await all(first.catalogue.own.entries())
  await first.close()

  const second = await open()
  expect(second.catalogue.own.key.equals(key)).toBe(false)
  expect(second.catalogue.own.version).toBeLessThan(20)
  expect(await all(second.catalogue.own.entries())).toEqual(files)
  const fresh = second.catalogue.own.key
  await second.catalogue.own.put('later', entry(3))
  await second.close()

  const third = await open()
  expect(third.catalogue.own.key.equals(fresh)).toBe(true)
  expect((await all(third.catalogue.own.entries())).map(({ path }) => path)).toContain('later')
  await third.close()
})

it('the old log frees its disk space: no block of it is left', async () => {
  const dir = await temporaryFolder()
  const keyPair = crypto.keyPair()
  const options = { dir, keyPair, clock: systemClock, log: () => {}, limits: { changes: 100 } }
  const first = await Logs.open(options)
  for (let round = 0; round < 12; round++)
    await first.catalogue.own.batch(
      Array.from({ length: 10 }, (_, i) => ({
        type: 'put',
        path: `file ${i}`,
        entry: { root: Buffer.alloc(32, round), size: i, modified: 1 },
      })),
    )
  const { key, version } = first.catalogue.own
  await first.close()
  const blocks = async (of: Uint8Array): Promise<number> => {
    const store = new Corestore(dir)
    const core = store.get({ key: Buffer.from(of) })
    await core.ready()
    let held = 0
    for (let block = 0; block < core.length; block++) if (await core.has(block)) held++
    await store.close()
    return held
  }
  expect(await blocks(key)).toBe(version)
  const second = await Logs.open(options)
  const { key: freshKey, version: freshVersion } = second.catalogue.own
  await second.close()
  expect(await blocks(key)).toBe(0)
  expect(await blocks(freshKey)).toBe(freshVersion)
})

it('a catalogue with as many files as changes is kept', async () => {
  const dir = await temporaryFolder()
  const keyPair = crypto.keyPair()
  const open = (): Promise<Logs> =>
    Logs.open({ dir, keyPair, clock: systemClock, log: () => {}, limits: { changes: 100 } })
  const first = await open()
  await first.catalogue.own.batch(
    Array.from({ length: 150 }, (_, i) => ({
      type: 'put',
      path: `file ${i}`,
      entry: { root: Buffer.alloc(32, 1), size: i, modified: 1 },
    })),
  )
  const { key, version } = first.catalogue.own
  await first.close()
  const second = await open()
  expect([second.catalogue.own.key.equals(key), second.catalogue.own.version]).toEqual([true, version])
  await second.close()
})
