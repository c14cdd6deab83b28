import type { MechanismDealings } from '../../../../../main/contract/views/drawing-views.ts'
import { useFormat } from '../../../../hooks/use-format.ts'
import { useText } from '../../../../hooks/use-text.ts'
import { curvesOf } from './curve-chart.tsx'
import { countsAt, type SocietyStory } from './society.ts'
import classes from '../drawing.module.css'

/** Rows of the table. */
const ROWS = 10

/** A run over time in numbers: the text alternative of its drawing and of its curves. */
export function TimeTable({ run, society }: { run: MechanismDealings; society: SocietyStory }) {
  const { t } = useText()
  const format = useFormat()
  const curves = curvesOf(run)
  const ends = Array.from({ length: ROWS }, (_, i) => Math.round((run.ticks * (i + 1)) / ROWS)).filter(
    (end, i, all) => end > 0 && all.indexOf(end) === i,
  )
  return (
    <details className={classes.details}>
      <summary>{t('simulator:drawing.mechanism.table')}</summary>
      <div className={classes.tableBox}>
        <table className={classes.table} data-testid="time-table">
          <thead>
            <tr>
              <th scope="col">{t('simulator:drawing.mechanism.time')}</th>
              {curves.map((name) => (
                <th key={name} scope="col">
                  {t(`simulator:drawing.mechanism.curves.${name}`)}
                </th>
              ))}
              <th scope="col">{t('simulator:drawing.mechanism.serving')}</th>
              <th scope="col">{t('simulator:drawing.mechanism.out')}</th>
            </tr>
          </thead>
          <tbody>
            {ends.map((end) => {
              const { serve, out } = countsAt(society, run.peers, end - 1)
              return (
                <tr key={end}>
                  <th scope="row">{format.percent(end / run.ticks)}</th>
                  {curves.map((name) => {
                    const value = run.curves.find((curve) => curve.name === name)?.values[end - 1]
                    return <td key={name}>{typeof value === 'number' ? value.toFixed(2) : '–'}</td>
                  })}
                  <td>{format.number(serve)}</td>
                  <td>{format.number(out)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </details>
  )
}
