import { expect, test } from 'vitest'
import { systemClock } from '../../../main/base/clock.ts'
import { asProblem } from '../../../renderer/client/problem.ts'
import { clientOf, expectAnonymous, lastOf, request } from './network-client.ts'
import { DAY, keyOf, ownDatabase } from './own-database.ts'

test('estimates say what they rest on, and name nobody', async () => {
  const { database } = await ownDatabase(systemClock.now(), { peers: 30, requests: 40 })
  const found = await clientOf(database).estimates({ days: 30 })
  expect(found.missing).toEqual([])
  expect(found.facts).toMatchObject({ peers: 30, met: 30, joins: 290, requests: 1200, followed: 30, asked: 1200 })
  expect(found.turnover.value).toBeCloseTo(290 / 1200, 6)
  expect(found.x.value).toBeCloseTo(0.8, 1)
  expect(found.kinds.map(({ kind }) => kind)).toEqual([
    'rational',
    'contributor',
    'freeRider',
    'falseEvaluator',
    'traitor',
  ])
  expectAnonymous(found, 30)
})

test('estimates that nobody waits for any more are given up', async () => {
  const { database } = await ownDatabase(systemClock.now(), { peers: 10, requests: 15 })
  const client = clientOf(database)
  const stop = new AbortController()
  const asked = client.estimates({ days: 30 }, { signal: stop.signal })
  stop.abort()
  await expect(asked).rejects.toThrow()
  expect((await client.estimates({ days: 30 })).facts.peers).toBe(10)
})

test('too little is told with what is missing, and refused as a forecast', async () => {
  const { database } = await ownDatabase(systemClock.now(), { peers: 5, requests: 10 })
  const client = clientOf(database)
  const found = await client.estimates({ days: 30 })
  expect(found.missing).toEqual([
    { what: 'peers', have: 5, need: 20 },
    { what: 'receipts', have: 41, need: 200 },
  ])
  const problem = await lastOf(await client.run({ ...request, run: 'r' })).catch(asProblem)
  expect(problem).toMatchObject({ code: 'BAD_INPUT' })
  expect((problem as { message: string }).message).toContain('5 of 20 peers')
})

test('health has x, W, turnover, exclusions and newcomers of each part, and names nobody', async () => {
  const now = systemClock.now()
  const { database } = await ownDatabase(now, { peers: 30, requests: 40 })
  const decided = database.prepare(
    "INSERT INTO decisions (time, peer, before, after, cause) VALUES (?, ?, 'good', ?, 'rule')",
  )
  decided.run(now - 4 * DAY, keyOf(4), 'bad')
  decided.run(now - 4 * DAY + 1, keyOf(4), 'good')
  decided.run(now - 4 * DAY + 2, keyOf(4), 'bad')
  database.prepare('UPDATE peers SET firstSeen = ? WHERE key = ?').run(now - DAY, keyOf(7))
  const health = await clientOf(database).health({ days: 30 })
  expect(health.parts).toHaveLength(10)
  const [before, middle, last] = [health.parts[0], health.parts[8], health.parts[9]]
  expect((last?.until ?? 0) - (last?.from ?? 0)).toBe(3 * DAY)
  // nothing was seen in the first ten days
  expect(before).toMatchObject({ requests: 0, x: { value: null }, turnover: { value: null }, newcomers: 0 })
  expect(middle).toMatchObject({ exclusions: 1, newcomers: 0 })
  expect(last).toMatchObject({ exclusions: 0, newcomers: 1 })
  expect(middle?.x.value).toBeCloseTo(0.8, 1)
  expect(middle?.W.value).toBeCloseTo(3 * (middle?.x.value ?? 0) - 1, 6)
  expect(middle?.turnover.value).toBeGreaterThan(0.1)
  expectAnonymous(health, 30)
})
