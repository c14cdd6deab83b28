import { VisuallyHidden } from '@mantine/core'
import type { TransferStatistics } from '../../../../main/contract/views/transfer-views.ts'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import classes from './statistics.module.css'

const DAY_MS = 86_400_000
const HEIGHT = 120
/** With more days than this each bar is a week. */
const MAX_BARS = 60

interface Bar {
  day: string
  given: number
  received: number
}

const dayOf = (time: number): string => {
  const date = new Date(time)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** One bar per day (or week if there are too many), including empty days; the last one is today. */
export function barsOf(days: TransferStatistics['byDay'], range: number, now: number): Bar[] {
  const known = new Map(days.map((day) => [day.day, day]))
  const width = range > MAX_BARS ? 7 : 1
  const noon = new Date(now).setHours(12, 0, 0, 0)
  return Array.from({ length: Math.ceil(range / width) }, (_, index) => {
    const first = (Math.ceil(range / width) - index) * width - 1
    const bar = { day: dayOf(noon - first * DAY_MS), given: 0, received: 0 }
    for (let back = first; back > first - width; back--) {
      const day = known.get(dayOf(noon - back * DAY_MS))
      bar.given += day?.given ?? 0
      bar.received += day?.received ?? 0
    }
    return bar
  })
}

/** Uploaded and downloaded bytes per day, and the same as a table for screen readers. */
export function DayBars({ days, range }: { days: TransferStatistics['byDay']; range: number }) {
  const { t } = useText()
  const format = useFormat()
  const now = Date.now()
  const bars = barsOf(days, range, now)
  const top = Math.max(1, ...bars.map((bar) => Math.max(bar.given, bar.received)))
  const width = 100 / bars.length
  const titleOf = ({ day, given, received }: Bar): string => {
    const sums = [
      `${t('transfers:statistics.given')} ${format.bytes(given)}`,
      `${t('transfers:statistics.received')} ${format.bytes(received)}`,
    ]
    return `${format.day(day, now)}: ${sums.join(', ')}`
  }
  return (
    <>
      <div className={classes.chart}>
        <span className={classes.top}>{format.bytes(top)}</span>
        <svg viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none" className={classes.bars} aria-hidden="true">
          {bars.map((bar, index) => (
            <g key={bar.day}>
              <title>{titleOf(bar)}</title>
              <rect x={index * width} y={0} width={width} height={HEIGHT} fill="transparent" />
              <rect
                x={index * width + width * 0.14}
                y={HEIGHT * (1 - bar.given / top)}
                width={width * 0.34}
                height={(HEIGHT * bar.given) / top}
                fill="var(--hy-given)"
              />
              <rect
                x={index * width + width * 0.52}
                y={HEIGHT * (1 - bar.received / top)}
                width={width * 0.34}
                height={(HEIGHT * bar.received) / top}
                fill="var(--hy-accent)"
              />
            </g>
          ))}
        </svg>
        <div className={classes.axis} aria-hidden="true">
          {[0, 0.5, 1].map((at) => {
            const bar = bars[Math.round((bars.length - 1) * at)]
            return <span key={at}>{bar && format.day(bar.day, now)}</span>
          })}
        </div>
        <div className={classes.legend} aria-hidden="true">
          <i data-part="given" /> {t('transfers:statistics.given')} <i data-part="received" />{' '}
          {t('transfers:statistics.received')}
        </div>
      </div>
      <VisuallyHidden>
        <table>
          <caption>{t('transfers:statistics.byDay')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('transfers:statistics.day')}</th>
              <th scope="col">{t('transfers:statistics.given')}</th>
              <th scope="col">{t('transfers:statistics.received')}</th>
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr key={day.day}>
                <th scope="row">{format.day(day.day, now)}</th>
                <td>{format.bytes(day.given)}</td>
                <td>{format.bytes(day.received)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </>
  )
}
