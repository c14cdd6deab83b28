import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import type { Sighting } from '../../main/peers/sightings.ts'
import { openDatabase } from '../../main/store/database.ts'
import { sees, TestNetwork } from '../helpers/nodes.ts'
import { scaledClock } from '../helpers/scaled-clock.ts'

const HOUR = 3_600_000

let network: TestNetwork
beforeAll(async () => {
  network = await TestNetwork.build('sightings')
})
afterAll(() => network.close())

/** The sessions that a node would find after a crash at this moment: those of a copy of its files. */
async function afterCrash(name: string, to: string): Promise<Sighting[]> {
  const dir = join(network.dir, to)
  await mkdir(dir)
  for (const file of ['hyoban.db', 'hyoban.db-wal']) await copyFile(join(network.dir, name, file), join(dir, file))
  const database = openDatabase(join(dir, 'hyoban.db'), { log: () => {} })
  try {
    return database.prepare<[], Sighting>('SELECT * FROM sightings ORDER BY "from"').all()
  } finally {
    database.close()
  }
}

test('a node records when its peers are there, also if it crashes or its clock jumps', async () => {
  const clock = scaledClock(1)
  const watcher = await network.start('watcher', {}, { clock })
  const before = systemClock.now()
  const peer = await network.start('peer')
  const key = peer.publicKey
  await sees(watcher, key, ({ online }) => online)
  const [open] = await afterCrash('watcher', 'crashed while it was there')
  expect(open?.peer).toBe(key)
  expect(open?.from).toBeGreaterThanOrEqual(before)
  expect(open?.until).toBeLessThanOrEqual(systemClock.now())

  await peer.close()
  await sees(watcher, key, ({ online }) => !online)
  const [closed, ...more] = await afterCrash('watcher', 'crashed after it left')
  expect(more).toEqual([])
  expect(closed?.from).toBe(open?.from)
  expect(closed?.until).toBeGreaterThan(open?.until ?? 0)

  clock.jump(HOUR)
  const again = await network.start('peer')
  await sees(watcher, key, ({ online }) => online)
  clock.jump(8 * HOUR)
  await again.close()
  await sees(watcher, key, ({ online }) => !online)
  const all = await afterCrash('watcher', 'crashed after a jump')
  expect(all).toHaveLength(2)
  // the eight hours of the jump are no session
  expect((all[1]?.until ?? 0) - (all[1]?.from ?? 0)).toBeLessThan(HOUR)
})
