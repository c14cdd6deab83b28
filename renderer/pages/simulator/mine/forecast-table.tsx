import { useText } from '../../../hooks/use-text.ts'
import { useSimulatorTexts } from '../simulator-texts.ts'
import type { ForecastLine, ForecastMetric } from './forecast-option.ts'
import shared from '../simulator.module.css'

/** The numbers of a forecast: a row for each line, band and point. */
export function ForecastTable({ lines, metric }: { lines: readonly ForecastLine[]; metric: ForecastMetric }) {
  const { t } = useText()
  const texts = useSimulatorTexts()
  return (
    <div className={shared.tableBox} tabIndex={0} role="group" aria-label={t('simulator:chart.table')}>
      <table className={shared.table} data-testid="forecast-table">
        <thead>
          <tr>
            <th scope="col">{t('network:mine.forecast.line')}</th>
            <th scope="col">{t('network:mine.forecast.day')}</th>
            <th scope="col">{t('network:mine.forecast.band')}</th>
            <th scope="col">{t('network:mine.forecast.median')}</th>
            <th scope="col">{t('network:mine.forecast.low')}</th>
            <th scope="col">{t('network:mine.forecast.high')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.flatMap(({ id, name, view }) =>
            (['all', 'chance'] as const).flatMap((which) => {
              const band = view[which]?.[metric]
              if (!band) return []
              return view.days.map((day, i) => (
                <tr key={`${id} ${which} ${day}`}>
                  <th scope="row">{name}</th>
                  <td>{texts.number(day, 3)}</td>
                  <td>{t(`network:mine.forecast.${which}`)}</td>
                  {[band.median, band.low, band.high].map((list, at) => (
                    <td key={at}>{texts.number(list[i] ?? 0, 4)}</td>
                  ))}
                </tr>
              ))
            }),
          )}
        </tbody>
      </table>
    </div>
  )
}
