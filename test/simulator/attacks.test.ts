import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { FaultGuard } from '../../main/base/process/fault-guard.ts'
import { runCli } from '../../main/cli/program.ts'
import { runAttacks, type AttackTask } from '../../main/simulator/attacks/attack-pool.ts'
import { reportRows, type AttackRow } from '../../main/simulator/attacks/attack-report.ts'
import { ATTACKS } from '../../main/simulator/attacks/attacks.ts'
import type { Attack } from '../../main/simulator/attacks/attack.ts'
import type { Mode } from '../../main/simulator/attacks/reputation-system.ts'
import { perTier } from '../helpers/tier.ts'

/** A small community, a few seeds: the docs have the table for more; see attacks-page.test.ts. */
const PEERS = perTier(120, 200)
const SEEDS = perTier([1], [1, 2, 3])

function rows(name: string, mode: Mode, peers = PEERS): Map<string, AttackRow> {
  const attack = ATTACKS.get(name) as Attack
  return new Map(
    reportRows(
      attack,
      mode,
      SEEDS.map((seed) => attack.run({ mode, seed, peers })),
    ).map((row) => [row.key, row]),
  )
}

const holding = (found: Map<string, AttackRow>, ...keys: string[]): void => {
  for (const key of keys) expect(found.get(key), key).toMatchObject({ holds: true })
}

/** What the robust mode withstands: attack, rows of the report that hold, and peers where it takes another number. */
const WITHSTOOD = new Map<string, [attack: string, keys: string[], peers?: number][]>([
  ['free riders', [['freeRiders', ['caught', 'wronged']]]],
  ['slander by 30 %, whether the slanderers serve or not', [['slander30', ['wronged', 'wrongedByServing']]]],
  [
    'traitors: few bad uploads per peer, and readmission costs more than twice the damage',
    [['traitors', ['toOne', 'amends', 'wronged']]],
  ],
  ['a collusion ring', [['collusion', ['extra', 'wronged']]]],
  ['equivocation', [['equivocation', ['held']]]],
  ['invalid receipts', [['receipts', ['accepted', 'told']]]],
  [
    'receipts for dust, and praise by dust',
    [
      ['dustReceipts', ['wronged']],
      ['praiseByDust', ['gain']],
    ],
  ],
  ['pairs that deal with each other only', [['selfDealing', ['unknown', 'vouched']]]],
])
/** Those that take seconds. */
const WITHSTOOD_AT_LENGTH: typeof WITHSTOOD = new Map([
  ['Sybils, alone and with an accomplice', [['sybils', ['alone', 'beyond', 'total'], 400]]],
  ['slander by 50 %, whether the slanderers serve or not', [['slander50', ['wronged', 'wrongedByServing']]]],
  ['traitors that cheat only those who cannot warn the rest', [['silentTraitors', ['toOne', 'toAll']]]],
  // one victim a run: for 50 % it takes the ten runs of the page (attacks-page.soak.test.ts)
  ['slander of one victim by 30 % of its neighbours, which agree on all others', [['slanderOne', ['by30']]]],
  [
    'attackers that know the thresholds: they gain for themselves, and no honest peer suffers',
    [['thresholdAttackers', ['wronged']]],
  ],
  [
    'traitors and slanderers, where observers hold half of the rating logs',
    [['partialEvidence', ['toOne', 'wronged', 'slandered'], 120]],
  ],
])

describe('the robust mode withstands', { timeout: 60_000 }, () => {
  it.each([...WITHSTOOD, ...perTier([], [...WITHSTOOD_AT_LENGTH])])('%s', (_name, attacks) => {
    for (const [attack, keys, peers] of attacks) holding(rows(attack, 'robust', peers), ...keys)
  })
  it('whitewashing: a name gains the allowance at most', () => {
    const found = rows('whitewashing', 'robust')
    holding(found, 'gain')
    expect(found.get('allowance')?.mean).toBeLessThan(3)
    expect(found.get('newcomers')?.mean).toBeGreaterThan(50)
  })
})

describe('the attacks are real', { timeout: 60_000 }, () => {
  it("the paper's formula falls to slander and to Sybils", () => {
    expect(rows('slander30', 'paper').get('wrongedByServing')).toMatchObject({ holds: false })
    expect(rows('slander50', 'paper').get('wronged')).toMatchObject({ holds: false })
    expect(rows('sybils', 'paper').get('alone')).toMatchObject({ holds: false })
    expect(rows('traitors', 'paper').get('amends')).toMatchObject({ holds: false })
  })
  it("the paper's formula falls to receipts for dust and to pairs that deal with each other", () => {
    expect(rows('dustReceipts', 'paper').get('wronged')).toMatchObject({ holds: false })
    expect(rows('repeatedFile', 'paper').get('wronged')).toMatchObject({ holds: false })
    expect(rows('slanderOne', 'paper').get('by50')).toMatchObject({ holds: false })
    expect(rows('silentTraitors', 'paper').get('caught')).toMatchObject({ holds: false })
    expect(rows('selfDealing', 'paper').get('unknown')).toMatchObject({ holds: false })
  })
})

describe('running attacks', { timeout: 60_000 }, () => {
  it('gives the same numbers on any number of threads', async () => {
    const tasks = [4, 5].flatMap((seed): AttackTask[] =>
      ['freeRiders', 'equivocation'].map((attack) => ({ attack, settings: { mode: 'robust', seed, peers: 100 } })),
    )
    const here = tasks.map(({ attack, settings }) => (ATTACKS.get(attack) as Attack).run(settings))
    expect(await runAttacks(tasks, { workers: 1 })).toEqual(here)
    expect(await runAttacks(tasks, { workers: 3 })).toEqual(here)
  })

  it('can be cancelled', async () => {
    const stop = new AbortController()
    const running = runAttacks([{ attack: 'collusion', settings: { mode: 'robust', seed: 1, peers: 5000 } }], {
      signal: stop.signal,
    })
    stop.abort()
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  it('prints one JSON object with bar, mean, interval and verdict', async () => {
    const lines: string[] = []
    const io = {
      out: (line: string) => void lines.push(line),
      err: () => {},
      write: () => {},
      input: () => Readable.from([]),
      env: {},
      faults: new FaultGuard(),
      signal: new AbortController().signal,
    }
    await runCli(['attack', 'equivocation', '--seeds', '3', '--peers', '100', '--workers', '1', '--json'], io, '0')
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] as string)).toMatchObject({
      attack: 'equivocation',
      seeds: 3,
      seed: 1,
      peers: 100,
      holds: true,
      results: [
        {
          mode: 'robust',
          key: 'held',
          unit: '%',
          bar: { atLeast: 100 },
          mean: 100,
          ci95: [100, 100],
          holds: true,
          certain: true,
          missedBy: 0,
        },
        { key: 'direct', bar: null, holds: null },
      ],
    })
    await expect(runCli(['attack', 'nothing'], io, '0')).rejects.toMatchObject({ code: 'BAD_INPUT' })
    await expect(runCli(['attack', 'equivocation', '--mode', 'paper'], io, '0')).rejects.toMatchObject({
      code: 'BAD_INPUT',
    })
    await expect(runCli(['attack', 'sybils', '--mode', 'both'], io, '0')).rejects.toMatchObject({ code: 'BAD_INPUT' })
    await expect(runCli(['attack', 'sybils', '--peers', '3'], io, '0')).rejects.toMatchObject({ code: 'BAD_INPUT' })
  })

  it('reports by how much a bar is missed', () => {
    const attack = ATTACKS.get('freeRiders') as Attack
    const [caught] = reportRows(attack, 'robust', [
      { caught: 90, wronged: 0 },
      { caught: 92, wronged: 0 },
    ])
    expect(caught).toMatchObject({ holds: false, certain: false, mean: 91, missedBy: 4 })
  })
})
