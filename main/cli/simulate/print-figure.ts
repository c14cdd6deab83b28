import { figureCsv, figureSvg, seriesName } from '../../simulator/figure.ts'
import { reportOf } from '../../simulator/report.ts'
import type { Results } from '../../simulator/results.ts'
import type { CliIo } from '../io.ts'
import { saveOutput } from '../process/save-output.ts'
import type { SimulateFlags } from '../simulate-arguments.ts'

/** Prints an experiment as the options ask; `more` joins the fields of the JSON. */
export async function printFigure(
  results: Results,
  options: SimulateFlags,
  io: CliIo,
  version: string | null,
  part?: { index: number; of: number },
  more: object = {},
): Promise<void> {
  const report = reportOf(results, { version, shard: part, runs: part !== undefined })
  if (options.csv !== undefined) await saveOutput(options.csv, figureCsv(results), io)
  if (options.svg !== undefined) await saveOutput(options.svg, figureSvg(results), io)
  if (options.csv === '-' || options.svg === '-') return
  if (options.json) return io.out(JSON.stringify({ ...report, ...more }))
  const { scenario } = results.plan
  const lines = report.series.flatMap(({ identity, fixed, points }) => {
    const shown = points.length <= 20 ? points : points.filter((_, i) => i % 20 === 0)
    return [
      `  ${seriesName(identity, fixed)}`,
      ...shown.map(
        ({ x, mean, ci95 }) =>
          `    ${String(x).padStart(8)}  ${mean.toFixed(4).padStart(8)}  ` +
          `(95 % ${ci95[0].toFixed(4)} to ${ci95[1].toFixed(4)})`,
      ),
    ]
  })
  io.out(
    [
      `${scenario.name}: ${scenario.title}`,
      `${scenario.yLabel} over ${report.axis.label}`,
      ...lines,
      ...report.claims.map(claimLine),
    ].join('\n'),
  )
}

/** One of the paper's claims for people. */
export const claimLine = ({
  id,
  text,
  holds,
  measured,
}: {
  id: number
  text: string
  holds: boolean
  measured: string
}): string => `${holds ? 'holds' : 'DOES NOT HOLD'}  ${id}. ${text}\n       ${measured}`
