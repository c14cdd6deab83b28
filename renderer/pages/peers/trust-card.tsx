import type { PeerDetail } from '../../../main/contract/peers.ts'
import { TrustBadge } from '../../components/trust-badge.tsx'
import { DECISION_COLOR } from '../../components/trust-meter.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { useText } from '../../hooks/use-text.ts'
import classes from './peers.module.css'

function Bar({ label, value, threshold, color }: { label: string; value: number | null; threshold: number; color: string }) {
  const format = useFormat()
  return (
    <div className={classes.bar}>
      <span>{label}</span>
      <span className={classes.barTrack} aria-hidden="true">
        <span className={classes.barFill} style={{ width: `${(value ?? 0) * 100}%`, background: color }} />
        <span className={classes.barMark} style={{ left: `${threshold * 100}%` }} />
      </span>
      <span className={classes.barNumber}>{format.score(value)}</span>
    </div>
  )
}

/** The number, its two parts against the threshold, and the formula with its numbers in it. */
export function TrustCard({ detail }: { detail: PeerDetail }) {
  const { t } = useText()
  const format = useFormat()
  const {
    formula,
    peer: { trust },
    ratings,
  } = detail
  const { weightTotal, weightRecent, exclusionThreshold } = formula
  const color = DECISION_COLOR[trust.decision]
  const receipts = ratings.filter((rating) => rating.receipt).length
  return (
    <section className={classes.card} aria-labelledby="trust-title">
      <h2 className={classes.cardTitle} id="trust-title">
        {t('peers:trustCard')}
      </h2>
      <div className={classes.big} data-testid="trust-number">
        <span
          className={classes.bigNumber}
          style={{ color: trust.decision === 'new' ? undefined : `var(--hy-${trust.decision}-text)` }}
        >
          {format.score(trust.u)}
        </span>
        <span className="quiet">{t('peers:ofOne')}</span>
        <TrustBadge decision={trust.decision} />
      </div>
      <div className={classes.bars}>
        <Bar label={t('peers:barTotal')} value={trust.total} threshold={exclusionThreshold} color={color} />
        <Bar
          label={t('peers:barRecent', { count: formula.recentCount })}
          value={trust.recent}
          threshold={exclusionThreshold}
          color={color}
        />
      </div>
      <p className={classes.formula} data-testid="formula">
        {t('peers:formula')}
        <br />
        {trust.u === null ? (
          t('peers:formulaEmpty')
        ) : (
          <>
            u = {format.score(weightTotal)} × {format.score(trust.total)} + {format.score(weightRecent)} ×{' '}
            {format.score(trust.recent)} = <b>{format.score(trust.u)}</b>
          </>
        )}
        <br />
        {t('peers:rule', { threshold: format.score(exclusionThreshold), min: formula.minRatings, count: trust.count })}
      </p>
      <p className={classes.note}>
        {t('peers:evidence', { count: trust.count, raters: t('peers:raterCount', { count: trust.raters }), receipts })}{' '}
        {t('peers:yourView')}
      </p>
    </section>
  )
}
