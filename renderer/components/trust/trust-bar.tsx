import type { CSSProperties } from 'react'
import classes from './trust-bar.module.css'

interface TrustBarProps {
  value: number | null
  color: string
  /** Confidence interval, drawn as a whisker. */
  low?: number | null
  high?: number | null
  threshold?: number
  height?: number
}

const percent = (value: number): string => `${Math.min(1, Math.max(0, value)) * 100}%`

/** A value in [0, 1] as a bar with interval and threshold; decorative, the numbers are given as text. */
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
