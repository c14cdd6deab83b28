import { useElementSize } from '@mantine/hooks'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import classes from './health.module.css'

const HEIGHT = 116
const PAD = { left: 34, right: 10, top: 8, bottom: 20 }

export interface ChartPoint {
  from: number
  until: number
  value: number | null
  low: number | null
  high: number | null
}

interface SmallChartProps {
  points: readonly ChartPoint[]
  /** Counts as bars; else a line with its band of 95 %. */
  bars: boolean
  /** The highest value that there can be; null if there is none. */
  top: number | null
  label: string
}

/** 1, 2 or 5 times a power of ten, at least `most`. */
function roundUp(most: number): number {
  if (!(most > 0)) return 1
  const unit = 10 ** Math.floor(Math.log10(most))
  return ([1, 2, 5, 10].find((factor) => factor * unit >= most * 0.999) ?? 10) * unit
}

/** The ends of the vertical axis: 0 and `top`, further where values are. */
function endsOf(points: readonly ChartPoint[], bars: boolean, top: number | null): [number, number] {
  const values = points.flatMap(({ value, low, high }) => (bars ? [value] : [value, low, high])).map((one) => one ?? 0)
  const least = Math.min(0, ...values)
  return [least < 0 ? -roundUp(-least) : 0, top ?? roundUp(Math.max(...values))]
}

/** A measure over time; the sentence beside it and the table say the same. */
export function SmallChart({ points, bars, top, label }: SmallChartProps) {
  const { i18n } = useText()
  const format = useFormat()
  const { ref, width } = useElementSize<HTMLDivElement>()
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return null
  const [low, high] = endsOf(points, bars, top)
  const inner = Math.max(1, width - PAD.left - PAD.right)
  const x = (time: number): number => PAD.left + ((time - first.from) / (last.until - first.from)) * inner
  const y = (value: number): number =>
    PAD.top + ((high - Math.min(high, Math.max(low, value))) / (high - low)) * (HEIGHT - PAD.top - PAD.bottom)
  const number = new Intl.NumberFormat(i18n.language, { maximumSignificantDigits: 2 })
  const isoDay = (time: number): string => format.iso(time).slice(0, 10)
  return (
    <div ref={ref} className={classes.chart}>
      <svg height={HEIGHT} role="img" aria-label={label}>
        {width > 0 && (
          <>
            {[...new Set([low, 0, high])].map((tick) => (
              <g key={tick}>
                <line x1={PAD.left} x2={width - PAD.right} y1={y(tick)} y2={y(tick)} stroke="var(--hy-line)" />
                <text x={PAD.left - 6} y={y(tick) + 4} textAnchor="end" className={classes.tick}>
                  {number.format(tick)}
                </text>
              </g>
            ))}
            {bars ? (
              <Bars points={points} x={x} y={y} />
            ) : (
              runsOf(points).map((run) => <Course key={run[0]?.from} points={run} x={x} y={y} />)
            )}
            <text x={PAD.left} y={HEIGHT - 4} className={classes.tick}>
              {format.day(isoDay(first.from), last.until)}
            </text>
            <text x={width - PAD.right} y={HEIGHT - 4} textAnchor="end" className={classes.tick}>
              {format.day(isoDay(last.until), last.until)}
            </text>
          </>
        )}
      </svg>
    </div>
  )
}

interface DrawnProps {
  points: readonly ChartPoint[]
  x: (time: number) => number
  y: (value: number) => number
}

function Bars({ points, x, y }: DrawnProps) {
  return points.map(({ from, until, value }) => {
    const left = x(from) + 1.5
    return (
      <rect
        key={from}
        x={left}
        y={y(value ?? 0)}
        width={Math.max(1, x(until) - 1.5 - left)}
        height={y(0) - y(value ?? 0)}
        rx="1.5"
        fill="var(--hy-accent)"
      />
    )
  })
}

/** A line through the middles of the parts, and its band. */
function Course({ points, x, y }: DrawnProps) {
  const at = ({ from, until }: ChartPoint, value: number | null): string =>
    `${x((from + until) / 2).toFixed(1)},${y(value ?? 0).toFixed(1)}`
  const outline = [
    ...points.map((point) => at(point, point.high)),
    ...points.toReversed().map((point) => at(point, point.low)),
  ]
  return (
    <>
      <polygon points={outline.join(' ')} fill="var(--hy-accent)" opacity="0.2" />
      <polyline
        points={points.map((point) => at(point, point.value)).join(' ')}
        fill="none"
        stroke="var(--hy-accent)"
        strokeWidth="2"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      {points.map((point) => {
        const [cx, cy] = at(point, point.value).split(',')
        return <circle key={point.from} cx={cx} cy={cy} r="2.6" fill="var(--hy-accent)" />
      })}
    </>
  )
}

/** Neighbouring points that are known: a line does not bridge what is not. */
export function runsOf(points: readonly ChartPoint[]): ChartPoint[][] {
  const runs: ChartPoint[][] = []
  points.forEach((point, i) => {
    if (point.value === null) return
    if (i > 0 && points[i - 1]?.value !== null) runs.at(-1)?.push(point)
    else runs.push([point])
  })
  return runs
}
