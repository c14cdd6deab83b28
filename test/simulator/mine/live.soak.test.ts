import { monitorEventLoopDelay } from 'node:perf_hooks'
import { expect, test } from 'vitest'
import { systemClock } from '../../../main/base/clock.ts'
import { hyoban } from './hyoban.ts'
import { clientOf, expectAnonymous, lastOf, request } from './network-client.ts'
import { ownDatabase } from './own-database.ts'

test(
  'a forecast streams both bands, is exported as the command line has it, and names nobody',
  { timeout: 300_000 },
  async () => {
    const { dir, database } = await ownDatabase(systemClock.now(), { peers: 30, requests: 40 })
    const client = clientOf(database)
    const whatIf = { traitors: 0.5 }
    const view = await lastOf(await client.run({ ...request, whatIf, run: 'r' }))
    expect(view).toMatchObject({ state: 'done', done: 8, total: 8, fraction: 1, version: '9.9.9' })
    expect(view.days.at(-1)).toBeCloseTo(30, 1)
    for (const bands of [view.chance, view.all]) {
      expect(bands?.x.median).toHaveLength(40)
      expect(bands?.W.high).toHaveLength(40)
    }
    const json = await client.export({ run: 'r', format: 'json' })
    const flags = ['--data-dir', dir, '--replications', '4', '--seed', '1', '--what-if', 'traitors=0.5']
    expect(JSON.parse(json.text)).toEqual(JSON.parse(await hyoban('simulate', 'mine', ...flags, '--json')))
    const csv = await client.export({ run: 'r', format: 'csv' })
    expect(csv).toMatchObject({ name: 'hyoban-mine-seed1-4x.csv', type: 'text/csv' })
    const lines = csv.text.trimEnd().split('\r\n')
    expect(lines[0]).toBe('transactions,days,band,metric,low,median,high')
    expect(lines).toHaveLength(1 + 40 * 4)
    for (const answer of [view, json, csv]) expectAnonymous(answer, 30)
  },
)

test('a forecast that is cancelled ends, and the next one runs', { timeout: 300_000 }, async () => {
  const { database } = await ownDatabase(systemClock.now(), { peers: 30, requests: 40 })
  const client = clientOf(database)
  const stop = new AbortController()
  const stream = await client.run({ ...request, replications: 1000, run: 'long' }, { signal: stop.signal })
  const first = await stream.next()
  expect(first.value).toMatchObject({ state: 'running', total: 2000 })
  stop.abort()
  await expect(stream.next()).resolves.toMatchObject({ done: true })
  expect(await lastOf(await client.run({ ...request, run: 'next' }))).toMatchObject({ state: 'done' })
})

test('the node answers while 100,000 ratings are read, estimated and simulated', { timeout: 300_000 }, async () => {
  const { database } = await ownDatabase(systemClock.now(), { peers: 500, requests: 200 })
  const client = clientOf(database)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const start = performance.now()
  await client.estimates({ days: 30 })
  const estimated = performance.now()
  await lastOf(await client.run({ ...request, replications: 10, run: 'r' }))
  await client.health({ days: 30 })
  delay.disable()
  const times = [estimated - start, performance.now() - estimated].map((ms) => (ms / 1000).toFixed(1)).join(' and ')
  console.log(`estimates, the rest: ${times} s; longest pause ${(delay.max / 1e6).toFixed(0)} ms`)
  // computed in the node's thread, the estimates would be one pause; the rest is a machine that is busy
  expect(delay.max / 1e6).toBeLessThan((estimated - start) / 4)
})
