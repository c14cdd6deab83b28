import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { makeTrickster } from '../../helpers/peer.ts'
import { meet } from '../../helpers/overlay.ts'
import { createLocalNet, type TestNet } from '../../helpers/testnet.ts'
import { longRatings, makeLogReader } from '../../ratings/log-reader.ts'
import { cleanBooks, keyPair } from '../../ratings/people.ts'

const MIB = 1024 * 1024

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())
afterEach(cleanBooks)

test('of ten strangers with 4 MiB each, some logs are deleted, and 16 MiB are exceeded by one at most', async () => {
  const reader = await makeLogReader(net.bootstrap, 'Ten strangers', { mode: 'robust' })
  const { ratings, logs } = reader
  const total = (): number => ratings.readLogs.sizes().reduce((sum, { bytes }) => sum + bytes, 0)
  const dropped = new Set<string>()
  logs.ratings.on('removed', ({ log }) => dropped.add(log))
  let most = 0
  for (let n = 0; n < 10; n++) {
    const stranger = await makeTrickster(net.bootstrap, 'Ten strangers', keyPair(`stranger ${n}`))
    await stranger.core.append(longRatings(0, 3000).map((block) => Buffer.from(block)))
    const full = new Promise<void>((resolve) => {
      const off = ratings.onTrust((peer) => {
        if (peer !== stranger.hex || ratings.ignored()['over-budget'] === undefined) return
        off()
        resolve()
      })
    })
    await meet(stranger.overlay, reader.overlay)
    await full
    most = Math.max(most, total())
  }
  expect(most).toBeLessThan(18 * MIB)
  expect(total()).toBeLessThan(17 * MIB)
  expect(dropped.size).toBeGreaterThanOrEqual(2)
  const rows = reader.database.sql.prepare('SELECT DISTINCT rater FROM ratings').pluck().all()
  expect(rows.filter((rater) => dropped.has(rater as string))).toEqual([])
}, 300_000)
