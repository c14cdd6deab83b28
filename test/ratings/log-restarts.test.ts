import { expect, it } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { declareRestart } from '../../main/domain/rating-log/log-restart.ts'
import { logName } from '../../main/domain/rating-log/log-name.ts'
import { LogRestarts } from '../../main/ratings/restarts/log-restarts.ts'
import { openDatabase } from '../../main/store/database.ts'
import { SqliteLogRestartStore } from '../../main/store/log-restarts-store.ts'
import { temporaryFolder } from '../helpers/peer.ts'
import { person } from './people.ts'

const NOW = 1_800_000_000_000
const DAY = 24 * 3_600_000
const ALICE = person('alice')
const PEER = ALICE.publicKey

function registry() {
  const clock = new ManualClock(NOW)
  const restarts = new LogRestarts({ store: { all: () => [], save: () => {} }, signer: person('me'), clock })
  const accept = (...epochs: number[]): boolean[] => epochs.map((one) => restarts.accept(declareRestart(one, 5, ALICE)))
  return { clock, restarts, accept }
}

it('accepts two restarts in 30 days, and four in all', () => {
  const { clock, restarts, accept } = registry()
  expect(accept(NOW, NOW + 1, NOW + 2, NOW)).toEqual([true, true, false, false])
  clock.advance(30 * DAY - 1)
  expect(accept(NOW + 2)).toEqual([false])
  clock.advance(1)
  // the first is 30 days old, then all of them are
  expect(accept(NOW + 2, NOW + 30 * DAY)).toEqual([true, false])
  clock.advance(2)
  expect(accept(NOW + 30 * DAY)).toEqual([true])
  clock.advance(365 * DAY)
  expect(accept(NOW + 200 * DAY)).toEqual([false])
  expect(restarts.of(PEER)).toHaveLength(4)
})

it('whoever sets its clock back has four at once, and never another', () => {
  const { clock, accept } = registry()
  expect(accept(1, 2, 3, 4, 5, NOW)).toEqual([true, true, true, true, false, false])
  clock.advance(365 * DAY)
  expect(accept(NOW + 1)).toEqual([false])
})

it('refuses one that is more than 10 minutes in the future, and one with the epoch of the first log', () => {
  const { clock, accept } = registry()
  expect(accept(NOW + 600_001, 0)).toEqual([false, false])
  clock.advance(1)
  expect(accept(NOW + 600_001)).toEqual([true])
})

it('excuses the logs before it, and not the last one', () => {
  const { restarts, accept } = registry()
  expect(restarts.isExcused(PEER)).toBe(false)
  // in whatever order they come
  accept(NOW, NOW - 1)
  const logs = [PEER, logName(PEER, NOW), logName(PEER, NOW - 1)]
  expect(restarts.logsOf(PEER)).toEqual(logs)
  expect(logs.map((log) => restarts.isExcused(log))).toEqual([true, false, true])
  expect(restarts.isExcused(person('bob').publicKey)).toBe(false)
})

it('numbers the ratings of all logs of a peer without overlaps, also after a restart of the node', async () => {
  const path = `${await temporaryFolder()}/hyoban.db`
  const clock = new ManualClock(NOW)
  const logs = [PEER, logName(PEER, NOW), logName(PEER, NOW - 1)]
  const numbers: number[][] = []
  for (const isFirst of [true, false]) {
    const database = openDatabase(path, { log: () => {} })
    const restarts = new LogRestarts({ store: new SqliteLogRestartStore(database), signer: person('me'), clock })
    if (isFirst) for (const epoch of [NOW, NOW - 1]) restarts.accept(declareRestart(epoch, 5, ALICE))
    numbers.push(logs.map((log) => restarts.firstNumber(log)))
    expect(restarts.locate(PEER, 2 ** 32 + 7)).toEqual({ log: logs[1], seq: 7 })
    expect(restarts.locate(PEER, 7)).toEqual({ log: PEER, seq: 7 })
    database.close()
  }
  expect(numbers).toEqual([
    [0, 4_294_967_296, 8_589_934_592],
    [0, 4_294_967_296, 8_589_934_592],
  ])
})
