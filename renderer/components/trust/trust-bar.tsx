import type { CSSProperties } from 'react'
import classes from './trust-bar.module.css'

interface TrustBarProps {
  value: number | null
  color: string
  /** The interval in which the value surely lies, drawn as a whisker. */
  low?: number | null
  high?: number | null
  threshold?: number
  height?: number
}

const percent = (value: number): string => `${Math.min(1, Math.max(0, value)) * 100}%`

/** A value in [0, 1] as a bar, with its interval and a threshold; decoration beside the same numbers in words. */
export function TrustBar({ value, color, low = null, high = null, threshold, height = 6 }: TrustBarProps) {
  return (
    <span className={classes.track} style={{ '--bar': `${height}px` } as CSSProperties} aria-hidden="true">
      <span className={classes.fill} style={{ width: percent(value ?? 0), background: color }} />
      {low !== null && high !== null && (
        <span className={classes.band} style={{ left: percent(low), width: percent(high - low) }} />
      )}
      {threshold !== undefined && <span className={classes.mark} style={{ left: percent(threshold) }} />}
    </span>
  )
}
