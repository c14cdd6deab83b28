import type { EstimateView, HealthView } from '../../../../main/contract/simulator.ts'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { daysOf, MEASURES } from './health-words.ts'
import classes from './health.module.css'

/** The numbers behind the charts. */
export function HealthTable({ health }: { health: HealthView }) {
  const { t, i18n } = useText()
  const format = useFormat()
  const short = new Intl.NumberFormat(i18n.language, { maximumSignificantDigits: 3 })
  const estimate = ({ value, low, high }: EstimateView): string => {
    if (value === null) return t('network:health.few')
    if (low === null || high === null) return short.format(value)
    const interval = t('network:mine.interval', { low: short.format(low), high: short.format(high) })
    return `${short.format(value)} (${interval})`
  }
  return (
    <div className={classes.tableBox} tabIndex={0} role="group" aria-label={t('network:health.title')}>
      <table className={classes.table} data-testid="health-table">
        <thead>
          <tr>
            <th scope="col">{t('network:health.from')}</th>
            <th scope="col">{t('network:health.until')}</th>
            {MEASURES.map((measure) => (
              <th key={measure} scope="col">
                {t(`network:health.${measure}.title`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {health.parts.map((part) => (
            <tr key={part.from}>
              <th scope="row">{format.dateTime(part.from)}</th>
              <td>{format.dateTime(part.until)}</td>
              {MEASURES.map((measure) => (
                <td key={measure}>
                  {measure === 'exclusions' || measure === 'newcomers'
                    ? short.format(part[measure] / daysOf(part))
                    : estimate(part[measure])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
