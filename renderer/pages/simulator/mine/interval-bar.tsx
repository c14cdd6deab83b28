import type { EstimateView } from '../../../../main/contract/simulator.ts'
import classes from './mine.module.css'

interface IntervalBarProps {
  estimate: EstimateView
  ends: readonly [number, number]
  number: (value: number) => string
}

/** An estimate on its scale with the interval shaded; the same is said in words beside it. */
export function IntervalBar({ estimate: { value, low, high }, ends, number }: IntervalBarProps) {
  const [from, to] = ends
  const place = (at: number): number => Math.min(100, Math.max(0, (100 * (at - from)) / (to - from || 1)))
  const [left, right] = [place(low ?? from), place(high ?? to)]
  return (
    <div className={classes.scale} aria-hidden="true">
      <span className={classes.end}>{number(from)}</span>
      <div className={classes.bar}>
        {value !== null && (
          <>
            <span className={classes.shade} style={{ left: `${left}%`, width: `${Math.max(0.8, right - left)}%` }} />
            <span className={classes.mark} style={{ left: `${place(value)}%` }} />
          </>
        )}
      </div>
      <span className={classes.end}>{number(to)}</span>
    </div>
  )
}
