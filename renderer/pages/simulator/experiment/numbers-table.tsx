import type { ExperimentView } from '../../../../main/contract/simulator.ts'
import { useSimulatorTexts } from '../simulator-texts.ts'
import { useText } from '../../../hooks/use-text.ts'
import classes from '../simulator.module.css'

/** A figure's numbers: one row per x, with the mean and interval of each line. */
export function NumbersTable({ view, names, x }: { view: ExperimentView; names: readonly string[]; x: string }) {
  const { t } = useText()
  const texts = useSimulatorTexts()
  // A line over time has too many points to read: show every tenth.
  const xs = view.axis.parameter === null ? view.axis.xs.filter((_, i) => i % 10 === 0) : view.axis.xs
  const byX = view.series.map(({ points }) => new Map(points.map((point) => [point.x, point])))
  return (
    <div className={classes.tableBox} tabIndex={0} role="group" aria-label={t('simulator:chart.table')}>
      <table className={classes.table} data-testid="numbers-table">
        <thead>
          <tr>
            <th scope="col">{x}</th>
            {names.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {xs.map((at) => (
            <tr key={at}>
              <th scope="row">{texts.number(at, 6)}</th>
              {byX.map((points, index) => {
                const point = points.get(at)
                return (
                  <td key={names[index]}>
                    {point ? (
                      <>
                        {point.mean.toFixed(3)}{' '}
                        <span className={classes.small}>± {((point.ci95[1] - point.ci95[0]) / 2).toFixed(3)}</span>
                      </>
                    ) : (
                      '–'
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
