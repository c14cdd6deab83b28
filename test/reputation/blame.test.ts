import { describe, expect, it } from 'vitest'
import type { Evidence } from '../../main/reputation/evidence.ts'
import {
  createView,
  decide,
  explain,
  fold,
  score,
  setBlame,
  takeChanged,
  type RobustView,
} from '../../main/reputation/robust/robust.ts'

/** My own ratings, `good` and `bad` of each peer. */
function experience(of: Record<string, [good: number, bad: number]>): RobustView {
  const trust = createView('me')
  let seq = 0
  for (const [subject, [good, bad]] of Object.entries(of)) {
    for (let i = 0; i < good + bad; i++) {
      const rating: Evidence = {
        rater: 'me',
        subject,
        score: i < good ? 1 : 0,
        seq: ++seq,
        time: 1000 + seq,
        reason: 'served',
        receipt: 'full',
        nonce: `n${seq}`,
      }
      fold(trust, rating)
    }
  }
  return trust
}

describe('shared blame', () => {
  it("lowers an inviter by a fraction of its guest's bad evidence, ignoring good evidence", () => {
    const trust = experience({ host: [8, 0], guest: [0, 8], friend: [8, 0] })
    const before = score(trust, 'host')
    setBlame(trust, [{ subject: 'guest', inviter: 'host', fraction: 0.25 }])
    const after = score(trust, 'host')
    // eight good transfers of mine, and two bad votes: U = 0.8 * 9/10 + 0.2 * 1/4, R = (U + 4) / 5
    expect(after.U).toBeCloseTo(0.77, 12)
    expect(after.u).toBeCloseTo(0.862, 12)
    expect(after.evidence).toBe(before.evidence)
    setBlame(trust, [{ subject: 'guest', inviter: 'host', fraction: 0.5 }])
    // four bad votes: U = 8/10.4 * 9/10 + 2.4/10.4 * 1/6
    expect(score(trust, 'host').U).toBeCloseTo(7.6 / 10.4, 12)
    setBlame(trust, [{ subject: 'friend', inviter: 'host', fraction: 1 }])
    expect(score(trust, 'host').u).toBe(before.u)
    setBlame(trust, [])
    expect(score(trust, 'host')).toEqual(before)
  })

  it('never suffices alone: without evidence of its own, an inviter stays new', () => {
    const trust = experience({ guest: [0, 40] })
    setBlame(trust, [{ subject: 'guest', inviter: 'host', fraction: 1 }])
    expect(score(trust, 'host').u).toBeNull()
    expect(decide(trust, 'host').standing).toBe('new')
  })

  it('keeps the sum of contributions equal to the score', () => {
    const trust = experience({ host: [5, 1], guest: [1, 9] })
    setBlame(trust, [{ subject: 'guest', inviter: 'host', fraction: 0.25 }])
    const {
      contributions,
      score: { u },
    } = explain(trust, 'host')
    expect(contributions.reduce((sum, { part }) => sum + part, 0)).toBeCloseTo(u as number, 10)
  })

  it('has a contribution for each guest, with its share', () => {
    const trust = experience({ host: [5, 1], guest: [1, 9], other: [2, 3], friend: [4, 0] })
    const without = explain(trust, 'host')
    setBlame(
      trust,
      ['guest', 'other', 'friend'].map((subject) => ({ subject, inviter: 'host', fraction: 0.25 })),
    )
    const {
      contributions,
      score: { u },
    } = explain(trust, 'host')
    const lines = contributions.flatMap(({ of, part }) => ('blame' in of ? [{ ...of, part }] : []))
    // a guest who never failed is no burden
    expect(lines.map(({ blame, votes }) => [blame, votes])).toEqual([
      ['guest', 9 / 4],
      ['other', 3 / 4],
    ])
    expect(lines[0]?.part).toBeLessThan(0)
    expect((lines[0]?.part as number) / (lines[1]?.part as number)).toBeCloseTo(3, 9)
    expect(lines.reduce((sum, { part }) => sum + part, 0)).toBeCloseTo((u as number) - (without.score.u as number), 10)
    expect(contributions.filter(({ of }) => !('blame' in of))).toEqual(without.contributions)
  })

  it('reports the inviter as changed when it begins or ends to share blame, and when its guest changes', () => {
    const trust = experience({ host: [5, 0], guest: [1, 0], other: [3, 0] })
    takeChanged(trust)
    setBlame(trust, [{ subject: 'guest', inviter: 'host', fraction: 0.25 }])
    expect(takeChanged(trust)).toEqual(['host'])
    expect(takeChanged(trust)).toEqual([])
    const rating: Evidence = {
      rater: 'other',
      subject: 'guest',
      score: 0,
      seq: 99,
      time: 9999,
      reason: 'stalled',
      receipt: 'full',
      nonce: 'x',
    }
    fold(trust, rating)
    expect(takeChanged(trust)).toEqual(['guest', 'host'])
    setBlame(trust, [])
    expect(takeChanged(trust)).toEqual(['host'])
    fold(trust, { ...rating, seq: 100, nonce: 'y' })
    expect(takeChanged(trust)).toEqual(['guest'])
    setBlame(trust, [{ subject: 'guest', inviter: 'host', fraction: 0.25 }])
    // both changed on their own, and are named once
    for (const [i, subject] of ['host', 'guest'].entries())
      fold(trust, { ...rating, subject, seq: 101 + i, nonce: `z${i}` })
    expect(takeChanged(trust)).toEqual(['host', 'guest'])
  })

  it('ignores shares of nothing, of more than all, and of oneself', () => {
    const trust = experience({ host: [5, 0], guest: [0, 5] })
    const { u } = score(trust, 'host')
    takeChanged(trust)
    for (const fraction of [0, -1, 1.01, Number.NaN]) {
      setBlame(trust, [{ subject: 'guest', inviter: 'host', fraction }])
      expect(score(trust, 'host').u).toBe(u)
    }
    setBlame(trust, [{ subject: 'guest', inviter: 'guest', fraction: 1 }])
    expect(takeChanged(trust)).toEqual([])
    expect(explain(trust, 'guest').contributions.some(({ of }) => 'blame' in of)).toBe(false)
    setBlame(trust, [{ subject: 'guest', inviter: 'host', fraction: 1 }])
    expect(score(trust, 'host').u).toBeLessThan(u as number)
  })
})
