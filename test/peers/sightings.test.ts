import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { Sightings, type Sighting } from '../../main/peers/sightings.ts'
import { type Database, openDatabase } from '../../main/store/database.ts'
import { SqliteSightingStore } from '../../main/store/sightings-store.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A clock that can also be set, without moving timers. */
class SetClock extends ManualClock {
  #off = 0
  override now(): number {
    return super.now() + this.#off
  }
  set(ms: number): void {
    this.#off += ms
  }
}

async function room(max?: number) {
  const dir = await mkdtemp(join(tmpdir(), 'hyoban-sightings-'))
  const database = openDatabase(join(dir, 'hyoban.db'), { log: () => {} })
  onTestFinished(async () => {
    database.close()
    await rm(dir, { recursive: true, force: true })
  })
  const clock = new SetClock(100 * DAY)
  const store = new SqliteSightingStore(database, max)
  return { database, clock, store, sightings: new Sightings(store, clock) }
}

/** Stored sessions as minutes since day 100, by peer and start. */
const sessions = (database: Database): [string, number, number][] =>
  database
    .prepare<[], Sighting>('SELECT peer, "from", until FROM sightings ORDER BY peer, "from"')
    .all()
    .map(({ peer, from, until }) => [peer, (from - 100 * DAY) / MINUTE, (until - 100 * DAY) / MINUTE])

test('a gap under 10 minutes is one session, one of 10 minutes is two', async () => {
  const { database, clock, sightings } = await room()
  for (const [stay, gap] of [
    [30, 9],
    [20, 10],
    [5, 0],
  ] as const) {
    sightings.joined('aa')
    clock.advance(stay * MINUTE)
    sightings.left('aa')
    clock.advance(gap * MINUTE)
  }
  expect(sessions(database)).toEqual([
    ['aa', 0, 59],
    ['aa', 69, 74],
  ])
})

test('after a crash, an open session ends at the last known time, at most 5 minutes before', async () => {
  const { database, clock, store, sightings } = await room()
  sightings.joined('aa')
  clock.advance(2 * HOUR + 4 * MINUTE)
  // nothing is closed: another one opens the same table later
  clock.set(DAY)
  const next = new Sightings(store, clock)
  expect(sessions(database)).toEqual([['aa', 0, 120]])
  next.joined('aa')
  expect(sessions(database)[1]).toEqual(['aa', DAY / MINUTE + 124, DAY / MINUTE + 124])
})

test('closing ends open sessions now', async () => {
  const { database, clock, sightings } = await room()
  sightings.joined('aa')
  clock.advance(3 * MINUTE)
  sightings.close()
  clock.advance(HOUR)
  expect(sessions(database)).toEqual([['aa', 0, 3]])
})

test('a computer that slept has seen nobody meanwhile', async () => {
  const { database, clock, sightings } = await room()
  sightings.joined('gone')
  sightings.joined('back')
  clock.advance(5 * MINUTE)
  clock.set(8 * HOUR)
  sightings.left('gone')
  sightings.left('back')
  clock.advance(MINUTE)
  sightings.joined('back')
  clock.advance(MINUTE)
  sightings.left('back')
  expect(sessions(database)).toEqual([
    ['back', 0, 5],
    ['back', 486, 487],
    ['gone', 0, 5],
  ])
})

test('a clock that is set starts a new session by the second beat, if the peer is still there', async () => {
  const { database, clock, sightings } = await room()
  sightings.joined('aa')
  clock.advance(5 * MINUTE)
  clock.set(-30 * MINUTE)
  clock.advance(20 * MINUTE)
  sightings.left('aa')
  expect(sessions(database)).toEqual([
    ['aa', -15, -5],
    ['aa', 0, 5],
  ])
})

test('a clock set years ahead for less than a day costs no history', async () => {
  const { database, clock, store, sightings } = await room()
  sightings.joined('aa')
  clock.advance(HOUR)
  sightings.close()
  clock.set(4000 * DAY)
  new Sightings(store, clock).close()
  clock.set(-4000 * DAY)
  expect(sessions(database)).toEqual([['aa', 0, 60]])
})

test('sessions are kept for 90 days', async () => {
  const { database, clock, sightings } = await room()
  for (const peer of ['old', 'new']) {
    sightings.joined(peer)
    sightings.left(peer)
    clock.advance(60 * DAY)
  }
  expect(sessions(database).map(([peer]) => peer)).toEqual(['new'])
})

test('at most 50,000 sessions are kept, those that ended last', async () => {
  const { database, clock, store } = await room()
  const count = (): number => sessions(database).length
  database.transaction(() => {
    for (let i = 0; i < 50_000; i++) store.save({ peer: `p${i}`, from: i, until: i })
  })
  expect(count()).toBe(50_000)
  store.save({ peer: 'p49999', from: 49_999, until: 60_000 })
  expect(count()).toBe(50_000)
  store.save({ peer: 'next', from: clock.now(), until: clock.now() })
  expect(count()).toBe(49_001)
  expect(store.latest('p999')).toBeUndefined()
  expect(store.latest('p1000')).toBeDefined()
  expect(store.latest('next')).toBeDefined()
})
