import type { ExperimentView } from '../../../../main/contract/simulator.ts'
import { useSimulatorTexts } from '../simulator-texts.ts'
import { useText } from '../../../hooks/use-text.ts'
import shared from '../simulator.module.css'
import classes from './experiment.module.css'

/** Mean W of two settings per line, over the points that both have, and the difference. */
export function CompareTable({ a, b }: { a: ExperimentView | undefined; b: ExperimentView | undefined }) {
  const { t } = useText()
  const texts = useSimulatorTexts()
  const rows = (a?.series ?? []).flatMap((line) => {
    const name = texts.series(line)
    const other = b?.series.find((one) => texts.series(one) === name)
    const at = new Map(other?.points.map(({ x, mean }) => [x, mean]))
    const both = line.points.filter(({ x }) => at.has(x))
    if (both.length === 0) return []
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
    return [{ name, a: mean(both.map((point) => point.mean)), b: mean(both.map(({ x }) => at.get(x) as number)) }]
  })
  return (
    <section className={shared.card} aria-labelledby="compare-title" data-testid="compare-table">
      <h2 className={shared.cardTitle} id="compare-title">
        {t('simulator:compare.title')}
      </h2>
      {rows.length === 0 ? (
        <p className={shared.small}>{t('simulator:compare.waiting')}</p>
      ) : (
        <>
          <table className={shared.table}>
            <thead>
              <tr>
                <th scope="col">{t('simulator:compare.line')}</th>
                <th scope="col">{t('simulator:chart.a')}</th>
                <th scope="col">{t('simulator:chart.b')}</th>
                <th scope="col">{t('simulator:compare.difference')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.name}>
                  <th scope="row">{row.name}</th>
                  <td>{row.a.toFixed(3)}</td>
                  <td>{row.b.toFixed(3)}</td>
                  <td
                    data-sign={Math.abs(row.b - row.a) < 0.0005 ? undefined : row.b > row.a ? 'up' : 'down'}
                    className={classes.difference}
                  >
                    {row.b - row.a > 0 ? '+' : ''}
                    {(row.b - row.a).toFixed(3)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className={shared.note}>{t('simulator:compare.text')}</p>
        </>
      )}
    </section>
  )
}
