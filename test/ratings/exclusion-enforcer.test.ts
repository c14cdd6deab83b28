import { expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { Emitter } from '../../main/base/emitter.ts'
import type { ExclusionReason } from '../../main/domain/reasons.ts'
import { enforceExclusions, exclusionReason } from '../../main/ratings/exclusion-enforcer.ts'
import type { RatingEvents } from '../../main/ratings/ports.ts'

class FakeOverlay extends Emitter<{ excludedBy: { key: string; reason: ExclusionReason } }> {
  readonly #calls: unknown[][]

  constructor(calls: unknown[][]) {
    super()
    this.#calls = calls
  }

  applyFirewall(): void {
    this.#calls.push(['applyFirewall'])
  }
}

/** Records what an exclusion acts on, in order. */
function enforced(by: 'rule' | 'proof' = 'rule') {
  const calls: unknown[][] = []
  const ratings = {
    events: new Emitter<RatingEvents>(),
    decisions: { decision: () => ({ standing: 'bad' as const, excluded: true, by }) },
  }
  const overlay = new FakeOverlay(calls)
  const peers = {
    get: (key: string) => (key === 'eve' ? {} : undefined),
    excluded: (...args: unknown[]) => void calls.push(['peers.excluded', ...args]),
    shutOut: (...args: unknown[]) => void calls.push(['peers.shutOut', ...args]),
  }
  const transfers = {
    exclude: (peer: string) => void calls.push(['transfers.exclude', peer]),
    readmit: (peer: string) => void calls.push(['transfers.readmit', peer]),
    shutOut: (...args: unknown[]) => void calls.push(['transfers.shutOut', ...args]),
  }
  enforceExclusions(ratings, { peers, transfers, overlay }, new ManualClock(1000))
  return { calls, ratings, overlay }
}

test('an exclusion stops the transfers before the connection closes', () => {
  const { calls, ratings } = enforced()
  ratings.events.emit('excluded', { subject: 'eve' })
  expect(calls).toEqual([['peers.excluded', 'eve', 1000], ['transfers.exclude', 'eve'], ['applyFirewall']])
})

test('a key that was never met is not listed as a peer because of a proof', () => {
  const proven = enforced('proof')
  for (const subject of ['eve', 'made up']) proven.ratings.events.emit('excluded', { subject })
  proven.ratings.events.emit('readmitted', { subject: 'made up' })
  expect(proven.calls.filter(([call]) => call === 'peers.excluded')).toEqual([['peers.excluded', 'eve', 1000]])
  const ruled = enforced('rule')
  ruled.ratings.events.emit('excluded', { subject: 'rated' })
  expect(ruled.calls[0]).toEqual(['peers.excluded', 'rated', 1000])
})

test('a readmission opens the firewall before transfers continue', () => {
  const { calls, ratings } = enforced()
  ratings.events.emit('readmitted', { subject: 'eve' })
  expect(calls).toEqual([['peers.excluded', 'eve', null], ['applyFirewall'], ['transfers.readmit', 'eve']])
})

test('an exclusion of this node by a peer is remembered and stops the downloads from it', () => {
  const { calls, overlay } = enforced()
  overlay.emit('excludedBy', { key: 'eve', reason: 'trust' })
  expect(calls).toEqual([
    ['peers.shutOut', 'eve', { since: 1000, reason: 'trust' }],
    ['transfers.shutOut', 'eve', 'trust'],
  ])
})

test('the reason on the wire names the cause; a peer that is not excluded has none', () => {
  const reason = (excluded: boolean, by: 'rule' | 'user' | 'proof') =>
    exclusionReason({ decision: () => ({ standing: 'bad', excluded, by }) }, 'eve')
  expect([reason(true, 'rule'), reason(true, 'user'), reason(true, 'proof')]).toEqual(['trust', 'blocked', 'conflict'])
  expect(reason(false, 'user')).toBeNull()
})
