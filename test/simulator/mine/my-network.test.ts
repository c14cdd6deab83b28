import { expect, test } from 'vitest'
import { systemClock } from '../../../main/base/clock.ts'
import { readMyNetwork } from '../../../main/composition/my-network.ts'
import { defaultSettings } from '../../../main/settings/defaults.ts'
import { UserSettings } from '../../../main/settings/settings.ts'
import { SqliteSettingsStore } from '../../../main/store/settings-store.ts'
import { hyoban } from './hyoban.ts'
import { DAY, keyOf, ownDatabase, SELF } from './own-database.ts'

const NOW = 20_000 * DAY

test('only counts leave the database, and they are right', async () => {
  const { dir, database } = await ownDatabase(NOW, { peers: 30, requests: 40 })
  database.prepare("INSERT INTO standings VALUES (?, 'bad', 1, 'bad', 1)").run(keyOf(4))
  database.prepare("INSERT INTO standings VALUES (?, 'good', 1, 'good', NULL)").run(keyOf(5))
  const counts = readMyNetwork(dir, { now: NOW, days: 30 })
  expect(counts.peers).toHaveLength(30)
  const services = counts.peers.map(({ outcomes }) => outcomes.length)
  expect(services.reduce((a, b) => a + b, 0)).toBe(30 * 40)
  expect(counts.peers.filter(({ outcomes }) => outcomes.every((served) => served === 0))).toHaveLength(6)
  expect(counts.peers.filter(({ excluded }) => excluded)).toHaveLength(1)
  expect(counts.decided).toEqual({ total: 2, bad: 1 })
  expect(counts.requests).toEqual(Array.from({ length: 30 }, () => 40))
  // 29 peers come ten times each; the one that is always there was there before
  expect(counts.presence).toMatchObject({ peers: 30, joins: 290, requests: 1200, hasSightings: true })
  expect(counts.daysSeen[9]).toBe(29)
  expect(counts.identity).toBe('FI')
  const text = JSON.stringify(counts)
  for (const secret of [SELF, 'a name', ...Array.from({ length: 30 }, (_, n) => keyOf(n))])
    expect(text.includes(secret)).toBe(false)
})

test('what a node that was away saw after its return is no join', async () => {
  const { dir, database } = await ownDatabase(NOW, { peers: 30, requests: 40 })
  database.prepare('DELETE FROM sightings WHERE peer = ?').run(keyOf(0))
  // without the peer that is always there, all others start within each of this node's own days
  const counts = readMyNetwork(dir, { now: NOW, days: 30 })
  expect(counts.presence.joins).toBe(0)
})

test('a community by invitation has permanent identities', async () => {
  const { dir, database } = await ownDatabase(NOW, { peers: 2, requests: 1 })
  const row = ['id', '', 'name', 'invitation', '', 'member', 0, 1, Buffer.alloc(0)]
  database
    .prepare(
      `INSERT INTO communities (id, identity, name, policy, founder, state, muted, joined, proof)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(...row)
  expect(readMyNetwork(dir, { now: NOW, days: 30 }).identity).toBe('PI')
})

test('the trust mode is read as it is stored', async () => {
  const { dir, database } = await ownDatabase(NOW, { peers: 2, requests: 1 })
  expect(readMyNetwork(dir, { now: NOW, days: 30 }).mode).toBe('robust')
  new UserSettings(new SqliteSettingsStore(database), defaultSettings('/none')).change({ trustMode: 'paper' })
  expect(readMyNetwork(dir, { now: NOW, days: 30 }).mode).toBe('paper')
})

test('simulate mine works beside an open database, and prints no key', { timeout: 60_000 }, async () => {
  const { dir } = await ownDatabase(systemClock.now(), { peers: 30, requests: 40 })
  const text = await hyoban('simulate', 'mine', '--data-dir', dir, '--dry', '--json')
  const found = JSON.parse(text) as {
    missing: unknown[]
    forecast: unknown
    estimates: { x: { estimate: number }; turnover: { estimate: number; ci95: number[] }; N: { estimate: number } }
  }
  expect(found.missing).toEqual([])
  expect(found.forecast).toBeNull()
  expect(found.estimates.N.estimate).toBe(30)
  expect(found.estimates.x.estimate).toBeCloseTo(0.8, 1)
  expect(found.estimates.turnover.estimate).toBeCloseTo(290 / 1200, 6)
  expect(/[0-9a-f]{32}/.test(text)).toBe(false)
})

test('too little is said, not simulated', { timeout: 60_000 }, async () => {
  const { dir } = await ownDatabase(systemClock.now(), { peers: 5, requests: 10 })
  const text = await hyoban('simulate', 'mine', '--data-dir', dir)
  expect(text).toContain('No forecast: 5 of 20 peers are known; 41 of 200 receipts')
})

test.each([
  [['--what-if', 'dragons'], '"dragons" is no change'],
  [['--days', '91'], '--days must be'],
  [['--set', 'N=3'], 'mine takes no --set'],
])('simulate mine %s is refused', async (args, message) => {
  await expect(hyoban('simulate', 'mine', ...args)).rejects.toThrow(message)
})

test('a folder without a node, and a locked database, are said', { timeout: 60_000 }, async () => {
  const { dir, database } = await ownDatabase(NOW, { peers: 5, requests: 10 })
  await expect(hyoban('simulate', 'mine', '--data-dir', `${dir}/nothing`)).rejects.toThrow('no database of a node')
  database.sql.pragma('locking_mode = EXCLUSIVE')
  database.sql.exec('BEGIN EXCLUSIVE; UPDATE settings SET value = value')
  expect(() => readMyNetwork(dir, { now: NOW, days: 30 })).toThrow('is in use by another program')
  database.sql.exec('ROLLBACK')
})
