import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { attackTable, reportRows, type AttackRow } from '../../main/simulator/attacks/attack-report.ts'
import { ATTACKS } from '../../main/simulator/attacks/attacks.ts'
import type { Attack } from '../../main/simulator/attacks/attack.ts'
import { tradeOffOf, tradeOffTasks } from '../../main/simulator/attacks/trade-off/trade-off.ts'
import { perTier } from '../helpers/tier.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/attacks.md'), 'utf8')
/** The command that made the table, which the page shows. */
const command = /attack all --seeds (\d+) --seed (\d+) --peers (\d+) --markdown/.exec(page) as RegExpExecArray
const [seeds, seed, peers] = command.slice(1).map(Number) as [number, number, number]
const start = page.indexOf('| attack | what is measured |')
const table = page.slice(start, page.indexOf('\n\n', start)).split('\n').slice(2)

/** The rows of one attack, computed with the settings of the page. */
function computed(attack: Attack): AttackRow[] {
  return attack.modes.flatMap((mode) =>
    reportRows(
      attack,
      mode,
      Array.from({ length: seeds }, (_, i) => attack.run({ mode, seed: seed + i, peers })),
    ),
  )
}

const linesOf = (rows: AttackRow[]): string[] => attackTable(rows).split('\n').slice(2)

describe('docs/attacks.md', { timeout: perTier(60_000, 1_800_000) }, () => {
  it('has a line for each measure of each attack, with its bar, in the order of the code', () => {
    const told = table.map((line) => line.split('|').slice(1, 4).join('|').trim())
    const wanted = [...ATTACKS.values()].flatMap((attack) =>
      linesOf(
        attack.measures.map(({ key, text, unit, bar }) => ({
          attack: attack.name,
          mode: 'robust',
          key,
          measure: text,
          unit,
          bar,
          mean: 0,
          ci95: [0, 0],
          holds: null,
          certain: null,
          missedBy: 0,
        })),
      ).map((line) => line.split('|').slice(1, 4).join('|').trim()),
    )
    expect(told).toEqual(wanted)
    expect(seeds).toBeGreaterThanOrEqual(10)
  })

  const recomputed = perTier(['equivocation', 'receipts'], [...ATTACKS.keys()])
  it.each(recomputed)('has the numbers that the code gives, to the last digit: %s', (name) => {
    expect(table.filter((line) => line.startsWith(`| ${name} |`))).toEqual(
      linesOf(computed(ATTACKS.get(name) as Attack)),
    )
  })

  it('tells of every missed bar below the table', () => {
    const missed = table.filter((line) => line.includes('**missed**')).map((line) => (line.split('|')[1] ?? '').trim())
    const told = page.slice(page.indexOf('## What is missed'), page.indexOf('## What holds'))
    for (const name of missed) expect(told).toContain(`\`${name}\``)
  })

  it('has the curve of traitors against slander that the code draws', () => {
    const settings = { seeds: 1, seed: 1, peers: 50 }
    const runs = tradeOffTasks(settings).map(({ attack, settings: of }) => (ATTACKS.get(attack) as Attack).run(of))
    const points = tradeOffOf(runs, settings.seeds)
    const told = page.match(/^\| 0\.\d+ \| (0\.05|1) \|/gm)?.map((line) => line.split('|').slice(1, 3).map(Number))
    expect(told).toEqual(points.map(({ thetaOut, strangerSimilarity }) => [thetaOut, strangerSimilarity]))
    // a higher threshold excludes more of both kinds
    const [low, , , , high] = points
    expect(high?.traitors.mean).toBeLessThan(low?.traitors.mean as number)
    expect(high?.by50.mean).toBeGreaterThan(low?.by50.mean as number)
  })
})
