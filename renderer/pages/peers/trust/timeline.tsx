import { useState, type PointerEvent } from 'react'
import { useElementSize } from '@mantine/hooks'
import type { PeerDetail } from '../../../../main/contract/peers.ts'
import { Term } from '../../../components/term/term.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import shared from '../peers.module.css'
import classes from './trust.module.css'

const HEIGHT = 210
const PAD = { left: 30, right: 10, top: 10, bottom: 22 }
const TICKS = [0, 0.25, 0.5, 0.75, 1]
const LINES = [
  { id: 'total', symbol: 'U', color: 'var(--hy-new)', width: 1.5, dash: '5 4' },
  { id: 'recent', symbol: 'R', color: 'var(--hy-wait)', width: 1.5, dash: '1.5 3.5' },
  { id: 'u', symbol: 'u', color: 'var(--hy-accent)', width: 2.25, dash: undefined },
] as const

/** u, U and R over time against the threshold; hovering shows the values. */
export function Timeline({ points, threshold }: { points: PeerDetail['timeline']; threshold: number }) {
  const { t } = useText()
  const format = useFormat()
  const { ref, width } = useElementSize<HTMLDivElement>()
  const [at, setAt] = useState<number | null>(null)
  const first = points[0]
  const last = points.at(-1)
  if (!first || !last || points.length < 2) return <p className={shared.note}>{t('peers:timeline.short')}</p>
  const span = Math.max(1, last.time - first.time)
  const inner = Math.max(1, width - PAD.left - PAD.right)
  const x = (time: number): number => PAD.left + ((time - first.time) / span) * inner
  const y = (value: number): number => PAD.top + (1 - value) * (HEIGHT - PAD.top - PAD.bottom)
  const path = (id: (typeof LINES)[number]['id']): string =>
    points.map((point, index) => `${index ? 'L' : 'M'}${x(point.time).toFixed(1)} ${y(point[id]).toFixed(1)}`).join('')
  const onMove = (event: PointerEvent<HTMLDivElement>): void => {
    const time =
      first.time + ((event.clientX - event.currentTarget.getBoundingClientRect().left - PAD.left) / inner) * span
    const nearest = points.reduce(
      (best, point, index) => (Math.abs(point.time - time) < Math.abs((points[best]?.time ?? 0) - time) ? index : best),
      0,
    )
    setAt(nearest)
  }
  const shown = at === null ? undefined : points[at]
  const summary = t('peers:timeline.summary', {
    count: points.length,
    from: format.score(first.u),
    to: format.score(last.u),
    threshold: format.score(threshold),
  })
  return (
    <>
      <div className={classes.chart} ref={ref} onPointerMove={onMove} onPointerLeave={() => setAt(null)}>
        <svg height={HEIGHT} role="img" aria-label={summary}>
          {width > 0 && (
            <>
              <rect
                x={PAD.left}
                y={y(threshold)}
                width={inner}
                height={y(0) - y(threshold)}
                fill="var(--hy-bad)"
                opacity="0.06"
              />
              {TICKS.map((tick) => (
                <g key={tick}>
                  <line x1={PAD.left} x2={width - PAD.right} y1={y(tick)} y2={y(tick)} stroke="var(--hy-line)" />
                  <text
                    x={PAD.left - 6}
                    y={y(tick) + 4}
                    textAnchor="end"
                    fontSize="11"
                    fill="var(--mantine-color-dimmed)"
                  >
                    {tick === 0 || tick === 1 ? tick : tick === 0.5 ? format.score(tick).slice(0, -1) : ''}
                  </text>
                </g>
              ))}
              <line
                x1={PAD.left}
                x2={width - PAD.right}
                y1={y(threshold)}
                y2={y(threshold)}
                stroke="var(--hy-bad)"
                strokeDasharray="6 4"
              />
              {LINES.map((line) => (
                <path
                  key={line.id}
                  d={path(line.id)}
                  fill="none"
                  stroke={line.color}
                  strokeWidth={line.width}
                  strokeDasharray={line.dash}
                  strokeLinejoin="round"
                  strokeLinecap="round"
                />
              ))}
              <text x={PAD.left} y={HEIGHT - 5} fontSize="11" fill="var(--mantine-color-dimmed)">
                {format.moment(first.time, last.time)}
              </text>
              <text
                x={width - PAD.right}
                y={HEIGHT - 5}
                fontSize="11"
                textAnchor="end"
                fill="var(--mantine-color-dimmed)"
              >
                {format.moment(last.time, Date.now())}
              </text>
              {shown && (
                <>
                  <line x1={x(shown.time)} x2={x(shown.time)} y1={PAD.top} y2={y(0)} stroke="var(--hy-quiet)" />
                  {LINES.map((line) => (
                    <circle
                      key={line.id}
                      cx={x(shown.time)}
                      cy={y(shown[line.id])}
                      r="3.5"
                      fill={line.color}
                      stroke="var(--hy-surface)"
                    />
                  ))}
                </>
              )}
            </>
          )}
        </svg>
        {shown && (
          <div
            className={classes.tip}
            style={
              x(shown.time) > width / 2
                ? { right: width - x(shown.time) + 10, top: 12 }
                : { left: x(shown.time) + 10, top: 12 }
            }
          >
            <div className="quiet">{format.dateTime(shown.time)}</div>
            <div>
              <b>u {format.score(shown.u)}</b> · U {format.score(shown.total)} · R {format.score(shown.recent)}
            </div>
          </div>
        )}
      </div>
      <div className={classes.legend}>
        {LINES.toReversed().map((line) => (
          <span key={line.id}>
            <svg width="22" height="8" aria-hidden="true">
              <line
                x1="0"
                x2="22"
                y1="4"
                y2="4"
                stroke={line.color}
                strokeWidth={line.width}
                strokeDasharray={line.dash}
              />
            </svg>
            <Term id={line.symbol}>{t(`peers:line.${line.id}`)}</Term>
          </span>
        ))}
        <span>
          <svg width="22" height="8" aria-hidden="true">
            <line x1="0" x2="22" y1="4" y2="4" stroke="var(--hy-bad)" strokeDasharray="6 4" />
          </svg>
          <Term id="threshold">{t('peers:line.threshold')}</Term>
        </span>
      </div>
    </>
  )
}
