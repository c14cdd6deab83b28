import { afterEach, beforeEach, expect, test } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ManualClock } from '../../main/base/clock.ts'
import { Decisions } from '../../main/ratings/decisions.ts'
import type { Held } from '../../main/reputation/robust/decision.ts'
import { openDatabase, type Database } from '../../main/store/database.ts'
import { DecisionsStore } from '../../main/store/decisions-store.ts'
import { NOW } from './people.ts'

const EVE = 'ee'.repeat(32)
const DAY = 24 * 3_600_000
let dir = ''
let database: Database

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hyoban-decisions-'))
  database = openDatabase(join(dir, 'hyoban.db'), { log: () => {} })
})
afterEach(() => {
  database.close()
  rmSync(dir, { recursive: true })
})

/** Decisions over one database; `rule` says what the arithmetic would. */
function open(clock: ManualClock, rule: { standing: Held['standing'] } = { standing: 'new' }) {
  const decisions = new Decisions({
    store: new DecisionsStore(database),
    clock,
    rule: () => ({ standing: rule.standing, since: rule.standing === 'bad' ? clock.now() : 0 }),
    u: () => 0.4,
  })
  const told: string[] = []
  decisions.events.on('excluded', () => told.push('excluded'))
  decisions.events.on('readmitted', () => told.push('readmitted'))
  decisions.start()
  return { decisions, told, rule }
}
const steps = (decisions: Decisions): unknown[] =>
  decisions
    .history(EVE, 100)
    .toReversed()
    .map(({ from, to, by }) => `${from}>${to} ${by}`)

test('the rule excludes and readmits, emitted once each; the user and proofs override it', () => {
  const clock = new ManualClock(NOW)
  const { decisions, told, rule } = open(clock)
  decisions.reconsider(EVE)
  rule.standing = 'bad'
  decisions.reconsider(EVE)
  decisions.reconsider(EVE)
  expect([decisions.isExcluded(EVE), decisions.excludedSince(EVE), decisions.excluded()]).toEqual([true, NOW, [EVE]])
  decisions.decide(EVE, 'allow', null)
  expect(decisions.decision(EVE)).toEqual({ standing: 'good', excluded: false, by: 'user' })
  decisions.decide(EVE, 'rule', null)
  rule.standing = 'good'
  decisions.reconsider(EVE)
  expect(decisions.prove({ peer: EVE, length: 3, fork: 0, time: NOW, proof: new Uint8Array([1]) })).toBe(true)
  expect(decisions.prove({ peer: EVE, length: 3, fork: 0, time: NOW, proof: new Uint8Array([2]) })).toBe(false)
  expect(decisions.decision(EVE)).toEqual({ standing: 'bad', excluded: true, by: 'proof' })
  decisions.decide(EVE, 'allow', null)
  expect(decisions.isExcluded(EVE)).toBe(false)
  expect(told).toEqual(['excluded', 'readmitted', 'excluded', 'readmitted', 'excluded', 'readmitted'])
  expect(steps(decisions)).toEqual([
    'new>bad rule',
    'bad>allowed user',
    'allowed>bad user',
    'bad>good rule',
    'good>bad proof',
    'bad>allowed user',
  ])
})

test('a block with an end expires on time, also while the node is off and beyond the longest timer', () => {
  const clock = new ManualClock(NOW)
  const first = open(clock)
  first.decisions.decide(EVE, 'block', NOW + 60 * DAY)
  expect(() => first.decisions.decide(EVE, 'block', NOW)).toThrow('in the past')
  clock.advance(59 * DAY)
  expect(first.decisions.isExcluded(EVE)).toBe(true)
  first.decisions.close()
  const second = open(clock)
  expect(second.decisions.override(EVE)).toEqual({ peer: EVE, decision: 'block', since: NOW, until: NOW + 60 * DAY })
  expect([second.decisions.isExcluded(EVE), second.decisions.excludedSince(EVE)]).toEqual([true, NOW])
  clock.advance(DAY - 1)
  expect(second.told).toEqual([])
  clock.advance(1)
  expect(second.told).toEqual(['readmitted'])
  second.decisions.decide(EVE, 'block', clock.now() + 1000)
  second.decisions.close()
  clock.advance(DAY)
  const third = open(clock)
  expect(third.told).toEqual(['readmitted'])
  expect(third.decisions.override(EVE)).toBeNull()
  expect(steps(third.decisions)).toEqual([
    'new>blocked user',
    'blocked>new expired',
    'new>blocked user',
    'blocked>new expired',
  ])
})

test('the memory of the rule survives a restart, and is cleared for another rule', () => {
  const clock = new ManualClock(NOW)
  const first = open(clock, { standing: 'bad' })
  first.decisions.reconsider(EVE)
  first.decisions.close()
  const second = open(clock, { standing: 'good' })
  expect(second.decisions.held(EVE)).toMatchObject({ standing: 'bad', since: NOW })
  second.decisions.restart([])
  expect(second.told).toEqual(['readmitted'])
  expect(second.decisions.decision(EVE)).toEqual({ standing: 'good', excluded: false, by: 'rule' })
})

test('a proof is withdrawn when its peer continues in a new log: rule and user decide again, also later', () => {
  const clock = new ManualClock(NOW)
  const first = open(clock)
  const proof = { peer: EVE, epoch: 7, length: 3, fork: 0, time: NOW, proof: new Uint8Array([1]) }
  first.decisions.prove(proof)
  expect(open(clock).decisions.conflict(EVE)).toMatchObject({ epoch: 7, length: 3 })
  first.decisions.pardon(EVE)
  first.decisions.pardon(EVE)
  expect(first.told).toEqual(['excluded', 'readmitted'])
  expect(steps(first.decisions)).toEqual(['new>bad proof', 'bad>new restart'])
  expect([first.decisions.isExcluded(EVE), open(clock).decisions.conflict(EVE)]).toEqual([false, null])
  // what the rule says of him is not touched
  const bad = open(clock, { standing: 'bad' })
  bad.decisions.reconsider(EVE)
  bad.decisions.prove(proof)
  bad.decisions.pardon(EVE)
  expect(bad.decisions.decision(EVE)).toMatchObject({ excluded: true, by: 'rule' })
  expect(bad.told).toEqual(['excluded'])
})
