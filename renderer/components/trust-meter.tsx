import type { Trust } from '../../main/contract/trust.ts'
import { useFormat } from '../hooks/use-format.ts'
import { useText } from '../hooks/use-text.ts'
import classes from './trust-meter.module.css'

export const DECISION_COLOR: Record<Trust['decision'], string> = {
  good: 'var(--hy-good)',
  new: 'var(--hy-new)',
  bad: 'var(--hy-bad)',
}

/** u as number and bar with its two parts U (all ratings) and R (the recent ones). */
export function TrustMeter({ trust }: { trust: Trust }) {
  const { t } = useText()
  const format = useFormat()
  const tooltip = t('peers:trustTitle', {
    u: format.score(trust.u),
    total: format.score(trust.total),
    recent: format.score(trust.recent),
  })
  return (
    <div className={classes.meter} data-testid="peer-trust" data-u={trust.u ?? ''} title={tooltip}>
      <span className={classes.number}>{format.score(trust.u)}</span>
      <span className={classes.right}>
        <span className={classes.track} aria-hidden="true">
          <span
            className={classes.fill}
            style={{ width: `${(trust.u ?? 0) * 100}%`, background: DECISION_COLOR[trust.decision] }}
          />
        </span>
        <span className={classes.parts}>
          <span>U {format.score(trust.total)}</span>
          <span>R {format.score(trust.recent)}</span>
        </span>
      </span>
    </div>
  )
}
