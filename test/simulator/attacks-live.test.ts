import { expect, it } from 'vitest'
import type { Evidence } from '../../main/reputation/evidence.ts'
import { createView, decide, fold, score } from '../../main/reputation/robust/robust.ts'
import { SERVICE_MS } from '../../main/simulator/attacks/reputation-system.ts'
import { Society } from '../../main/simulator/attacks/society.ts'

/**
 * The table in docs/attacks.md says that simulated peers judge as a live node does. A live node folds ratings with
 * `fold` and reads `score` and `decide` (main/ratings/scoring/robust-model.ts); a simulated society shares one ledger
 * and tells each peer only what is near. Here every observer gets a view of its own with every rating.
 */
it('gives each simulated peer the score and standing of a live node with the same ratings', () => {
  const society = new Society({ mode: 'robust', seed: 7, peers: 60, neighbours: 8 })
  const { reputation } = society
  const said: Evidence[] = []
  const rate = reputation.rate.bind(reputation)
  reputation.rate = (rater, subject, value, kind, bytes, file) => {
    rate(rater, subject, value, kind, bytes, file)
    said.push({
      rater: `p${String(rater).padStart(8, '0')}`,
      subject: `p${String(subject).padStart(8, '0')}`,
      score: value,
      seq: said.length,
      time: (said.length + 1) * SERVICE_MS,
      reason: kind === 0 ? 'refused' : 'served',
      receipt: kind === 0 ? 'none' : 'full',
      nonce: null,
      bytes: bytes ?? null,
      file: file ?? null,
    })
  }
  // free riders, slanderers and traitors at once, then dust and a file that repeats
  let turned = false
  society.turn(0.3, (peer) => ({
    serves: () => (peer % 3 === 0 ? 'refused' : peer % 3 === 1 || !turned ? 'good' : 'bad'),
    rates: (truth) => (peer % 3 === 1 ? 0 : truth),
  }))
  society.meetings(4)
  turned = true
  society.meetings(4)
  for (let peer = 0; peer < 60; peer++) {
    const near = society.neighbours[peer] as number[]
    for (let i = 0; i < 3; i++) {
      reputation.rate(peer, near[0] as number, 1, 2, 1)
      reputation.rate(peer, near[1] as number, 1, 2, 700_000, 'once')
    }
  }
  const standings = { new: 0, good: 0, bad: 0 }
  for (let observer = 0; observer < 60; observer += 3) {
    const name = `p${String(observer).padStart(8, '0')}`
    const live = createView(name)
    for (const rating of said) fold(live, rating)
    for (const subject of society.neighbours[observer] as number[]) {
      const key = `p${String(subject).padStart(8, '0')}`
      expect(score(live, key).u).toBe(reputation.trust(observer, subject))
      const before = decide(live, key).held
      if (before.standing === 'bad') expect(reputation.standing(observer, subject)).toBe('bad')
      standings[reputation.standing(observer, subject)]++
    }
  }
  expect(standings.good).toBeGreaterThan(20)
  expect(standings.bad).toBeGreaterThan(5)
})

it('a peer that holds half of the rating logs judges by those alone, one that holds all as everybody does', () => {
  const play = (logsHeld?: number): (number | null)[] => {
    const society = new Society({
      mode: 'robust',
      seed: 11,
      peers: 60,
      neighbours: 8,
      ...(logsHeld !== undefined && { logsHeld }),
    })
    society.turn(0.3, () => ({ serves: () => 'bad', rates: () => 0 }))
    society.meetings(5)
    return society.edges.map(([a, b]) => society.reputation.trust(a, b))
  }
  const all = play()
  expect(play(1)).toEqual(all)
  expect(play(0.5)).not.toEqual(all)
})
