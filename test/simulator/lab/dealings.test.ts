import { describe, expect, it } from 'vitest'
import {
  DEALINGS,
  mechanismDealings,
  PEER_OUT,
  PEER_PRAISES,
  STRANGER,
} from '../../../main/contract/views/drawing-views.ts'
import { completeSettings } from '../../../main/simulator/lab/read-settings.ts'
import type { LabSettings } from '../../../main/simulator/lab/scenario.ts'
import { DealingRecorder } from '../../../main/simulator/mechanisms/watching/dealing-recorder.ts'
import { mechanismScenario } from '../../../main/simulator/mechanisms/mechanism-scenario.ts'
import { MECHANISMS } from '../../../main/simulator/mechanisms/mechanisms.ts'
import { drawnRun, watchRun } from '../../../main/simulator/mechanisms/watching/watch-run.ts'

const SMALL = { N: 60, transactions: 2000, rounds: 60 }
/** Bad peers, where the mechanism knows any. */
const BAD = { freeRiderShare: 0.2, whitewasherShare: 0.1, colluderShare: 0.1 }
const settingsOf = (set: LabSettings) => completeSettings(mechanismScenario, { ...SMALL, ...set })
const kinds = [...MECHANISMS.keys()].map((mechanism): [string, LabSettings] => [
  mechanism,
  { mechanism, ...(['game', 'replication', 'trustguard'].includes(mechanism) ? {} : BAD) },
])

/** The dealings of a drawing by name. */
function dealt({ dealings }: ReturnType<typeof watchRun>) {
  return Array.from({ length: dealings.length / 4 }, (_, i) => {
    const [tick, asker, provider, code] = dealings.slice(4 * i, 4 * i + 4) as [number, number, number, number]
    return { tick, asker, provider, how: DEALINGS[code % STRANGER], stranger: code >= STRANGER }
  })
}

describe.each(kinds)('a run of %s, watched', (mechanism, set) => {
  it('is the run that is measured', () => {
    const settings = settingsOf(set)
    const run = MECHANISMS.get(mechanism)
    const watch = new DealingRecorder()
    const watched = run?.run(settings, 4, () => {}, watch)
    expect(watched).toEqual(run?.run(settings, 4, () => {}))
    expect(watch.ticks).toBeGreaterThan(20)
  })

  it('has dealings between its peers, and curves as long as the run', () => {
    const run = mechanismDealings.parse(watchRun(settingsOf(set), 4))
    const list = dealt(run)
    expect(list.length).toBeGreaterThan(50)
    for (const { tick, asker, provider } of list) {
      expect(tick).toBeLessThan(run.ticks)
      expect(Math.max(asker, provider)).toBeLessThan(run.peers)
    }
    expect(run.curves.length).toBeGreaterThan(0)
    for (const { values } of run.curves) expect(values).toHaveLength(run.ticks)
    expect(run.share).toBe(1)
  })
})

it('tells as many dealings, and as many served, as the run counts', () => {
  const settings = settingsOf({ mechanism: 'penalty', ...BAD, penalty: 0.5 })
  const counts = { served: 0, refused: 0, failed: 0 }
  const metrics = MECHANISMS.get('penalty')?.run(settings, 4, () => {}, {
    peers() {},
    dealt: (_asker, _provider, outcome) => counts[DEALINGS[outcome] as keyof typeof counts]++,
    renamed() {},
    moment() {},
  })
  const all = counts.served + counts.refused + counts.failed
  // each transaction is two requests; a refusal is told when the next request is
  expect(all).toBeGreaterThanOrEqual(2 * 2000 - 1)
  expect(all).toBeLessThanOrEqual(2 * 2000)
  expect(counts.failed / (2 * 2000)).toBeCloseTo(metrics?.badDownloads as number, 12)
  expect(counts.refused).toBeGreaterThan(100)
})

it('shows whom a mechanism excludes', () => {
  const { states } = watchRun(settingsOf({ mechanism: 'exclusion', freeRiderShare: 0.3 }), 4)
  const out = states.filter((code, i) => i % 3 === 2 && (code & PEER_OUT) > 0)
  expect(out.length).toBeGreaterThan(10)
})

it('calls peers strangers until they have dealt under their present names', () => {
  const watch = new DealingRecorder()
  watch.peers([0, 0, 0], ['rational'])
  watch.dealt(0, 1, 0)
  watch.dealt(0, 1, 0)
  watch.dealt(1, 0, 2)
  watch.renamed(1)
  watch.dealt(0, 1, 1)
  watch.moment(1, () => 0, {})
  const codes = watch.dealings.filter((_, i) => i % 4 === 3)
  expect(codes).toEqual([0 + STRANGER, 0, 2 + STRANGER, 1 + STRANGER])
})

it('keeps dealings from the whole of a part, not its beginning', () => {
  const watch = new DealingRecorder()
  watch.peers(new Uint8Array(1000), ['rational'])
  for (let asker = 0; asker < 999; asker++) watch.dealt(asker, 999, 0)
  watch.moment(1, () => 0, {})
  const askers = watch.dealings.filter((_, i) => i % 4 === 1)
  expect(askers).toHaveLength(24)
  for (let third = 0; third < 3; third++)
    expect(askers.some((asker) => asker >= third * 333 && asker < (third + 1) * 333)).toBe(true)
})

it('shows who praises whom, and what a catastrophe kills', () => {
  const praise = watchRun(settingsOf({ mechanism: 'reciprocative', colluderShare: 0.1 }), 4)
  const praising = praise.states.filter((code, i) => i % 3 === 2 && praise.states[i - 2] === 0 && code & PEER_PRAISES)
  expect(praising).toHaveLength(6)
  const { states, ticks, curves, kinds: systems } = watchRun(settingsOf({ mechanism: 'replication' }), 4)
  const dead = new Set(states.filter((_, i) => i % 3 === 1 && ((states[i + 1] as number) & PEER_OUT) > 0))
  const killed = systems[[...dead][0] as number]
  expect(dead.size).toBe(systems.filter((system) => system === killed).length)
  const first = states.findIndex((code, i) => i % 3 === 2 && (code & PEER_OUT) > 0)
  expect((states[first - 2] as number) / ticks).toBeGreaterThan(0.4)
  expect(curves.find(({ name }) => name === 'survival')?.values.at(-1)).toBeGreaterThan(0.9)
})

it('draws 500 peers of a larger society, and as much of a long run as takes three seconds', () => {
  const { drawn, share } = drawnRun(settingsOf({ mechanism: 'robust', N: 1000, transactions: 100_000 }))
  expect(drawn['N']).toBe(500)
  expect(share).toBeCloseTo(0.03)
  expect(drawn['transactions']).toBe(3000)
  expect(watchRun(settingsOf({ mechanism: 'none', N: 5000 }), 1)).toMatchObject({ peers: 500, wanted: 5000 })
})
