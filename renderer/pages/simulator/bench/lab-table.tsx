import type { LabRunView } from '../../../../main/contract/simulator.ts'
import { useText } from '../../../hooks/use-text.ts'
import { useLabTexts } from './lab-texts.ts'
import shared from '../simulator.module.css'

interface LabTableProps {
  rows: readonly { name: string; view: LabRunView }[]
  /** The metric shown; null: all that were measured. */
  metric: string | null
  /** The parameter that is swept over; null without a sweep. */
  parameter: string | null
}

/** The numbers of a figure: one row per line, value of the sweep and metric. */
export function LabTable({ rows, metric, parameter }: LabTableProps) {
  const { t } = useText()
  const texts = useLabTexts()
  return (
    <div className={shared.tableBox} tabIndex={0} role="group" aria-label={t('simulator:chart.table')}>
      <table className={shared.table} data-testid="lab-table">
        <thead>
          <tr>
            <th scope="col">{t('laboratory:figure.line')}</th>
            {parameter && <th scope="col">{parameter}</th>}
            {metric === null && <th scope="col">{t('laboratory:figure.measure')}</th>}
            <th scope="col">{t('laboratory:figure.mean')}</th>
            <th scope="col">{t('simulator:chart.low')}</th>
            <th scope="col">{t('simulator:chart.high')}</th>
            <th scope="col">{t('simulator:chart.n')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.flatMap(({ name, view }) =>
            view.points.flatMap(({ at, metrics }) =>
              Object.entries(metrics)
                .filter(([key]) => metric === null || key === metric)
                .map(([key, { mean, ci95, n }]) => (
                  <tr key={`${view.run} ${at} ${key}`}>
                    <th scope="row">{name}</th>
                    {parameter && <td>{at === null ? '' : texts.number(at, 8)}</td>}
                    {metric === null && <td>{key}</td>}
                    <td>{texts.number(mean, 5)}</td>
                    <td>{texts.number(ci95[0], 5)}</td>
                    <td>{texts.number(ci95[1], 5)}</td>
                    <td>{n}</td>
                  </tr>
                )),
            ),
          )}
        </tbody>
      </table>
    </div>
  )
}
