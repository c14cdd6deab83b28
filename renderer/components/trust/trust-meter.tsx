import type { Trust } from '../../../main/contract/trust.ts'
import { useFormat } from '../../hooks/use-format.ts'
import { useText } from '../../hooks/use-text.ts'
import { TrustBar } from './trust-bar.tsx'
import { confidence } from './confidence.ts'
import classes from './trust-meter.module.css'

/** Colours of numbers and bars; they follow the evidence alone. */
export const STANDING_COLOR: Record<Trust['standing'], string> = {
  good: 'var(--hy-good)',
  new: 'var(--hy-new)',
  bad: 'var(--hy-bad)',
}

/** u as number and bar with its interval, its components U and R, and the confidence. */
export function TrustMeter({ trust }: { trust: Trust }) {
  const { t } = useText()
  const format = useFormat()
  const { u, total, recent, low, high, standing } = trust
  const numbers = {
    u: format.score(u),
    total: format.score(total),
    recent: format.score(recent),
    low: format.score(low),
    high: format.score(high),
  }
  const sure = confidence(low, high)
  return (
    <div
      className={classes.meter}
      data-testid="peer-trust"
      data-u={u ?? ''}
      data-standing={standing}
      title={t(sure ? 'trust:intervalTitle' : 'peers:trustTitle', numbers)}
    >
      <span className={classes.number}>{numbers.u}</span>
      <span className={classes.right}>
        <TrustBar value={u} low={low} high={high} color={STANDING_COLOR[standing]} />
        <span className={classes.parts}>
          <span>U {numbers.total}</span>
          <span>R {numbers.recent}</span>
          {sure && <span className="truncate">{t(`trust:sure.${sure}`)}</span>}
        </span>
      </span>
    </div>
  )
}
