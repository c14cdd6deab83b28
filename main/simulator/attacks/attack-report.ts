import { summarise } from '../metrics/summary.ts'
import type { Attack, AttackMeasure } from './attack.ts'
import type { Mode } from './reputation-system.ts'

/** A table row: one measure in one mode, over all seeds. */
export interface AttackRow {
  attack: string
  mode: Mode
  key: string
  measure: string
  unit: AttackMeasure['unit']
  bar: AttackMeasure['bar']
  mean: number
  ci95: [number, number]
  /** Whether the mean, and the whole interval, meets the bar; null without a bar. */
  holds: boolean | null
  certain: boolean | null
  /** Distance of the mean from the bar; 0 if it holds. */
  missedBy: number
}

const round = (value: number): number => Number(value.toPrecision(6))

function meets(bar: NonNullable<AttackMeasure['bar']>, value: number): boolean {
  return 'atMost' in bar ? value <= bar.atMost + 1e-9 : value >= bar.atLeast - 1e-9
}

/** Summarises the runs of one attack in one mode, a row per measure; runs without a value (NaN) are left out. */
export function reportRows(attack: Attack, mode: Mode, runs: readonly Record<string, number>[]): AttackRow[] {
  return attack.measures.flatMap(({ key, text, unit, bar }) => {
    const values = runs.map((run) => run[key] ?? Number.NaN).filter((value) => Number.isFinite(value))
    if (values.length === 0) return []
    const { mean, ci95 } = summarise(values)
    const limit = bar && ('atMost' in bar ? bar.atMost : bar.atLeast)
    const holds = bar && meets(bar, mean)
    return [
      {
        attack: attack.name,
        mode,
        key,
        measure: text,
        unit,
        bar,
        mean: round(mean),
        ci95: [round(ci95[0]), round(ci95[1])] as [number, number],
        holds,
        certain: bar && meets(bar, ci95[0]) && meets(bar, ci95[1]),
        missedBy: bar && !holds ? round(Math.abs(mean - (limit as number))) : 0,
      },
    ]
  })
}

/** Rounds to three significant digits. */
export const figure = (value: number): string => String(Number(value.toPrecision(3)))
/** For instance '; bar at most 1'; empty without a bar. */
export const barText = ({ bar }: AttackRow): string =>
  bar ? `; bar ${'atMost' in bar ? `at most ${bar.atMost}` : `at least ${bar.atLeast}`}` : ''

/** A Markdown table with a line per measure, the modes side by side. */
export function attackTable(rows: readonly AttackRow[]): string {
  const lines = ['| attack | what is measured | bar | robust (95 %) | | paper (95 %) |', '|---|---|---|---|---|---|']
  const cell = (row: AttackRow | undefined): string =>
    row ? `${figure(row.mean)} (${row.ci95.map(figure).join(' to ')})` : ''
  for (const row of rows) {
    const twin = rows.find((other) => other.attack === row.attack && other.key === row.key && other.mode !== row.mode)
    if (row.mode === 'paper' && twin) continue
    const robust = row.mode === 'robust' ? row : undefined
    const paper = row.mode === 'paper' ? row : twin
    const verdict =
      robust?.holds === true ? 'holds' : robust?.holds === false ? `**missed** by ${figure(robust.missedBy)}` : ''
    lines.push(
      `| ${row.attack} | ${row.measure}, ${row.unit} | ${barText(row).replace('; bar ', '')} ` +
        `| ${cell(robust)} | ${verdict} | ${cell(paper)} |`,
    )
  }
  return lines.join('\n')
}
