import { IconUserCircle } from '@tabler/icons-react'
import { useInfo } from '../../../client/queries.ts'
import { useMyself } from '../../../client/streams/streams.ts'
import { Sparkline } from '../../../components/sparkline.tsx'
import { TrustBadge } from '../../../components/trust/trust-badge.tsx'
import { STANDING_COLOR, TrustMeter } from '../../../components/trust/trust-meter.tsx'
import { useText } from '../../../hooks/use-text.ts'
import classes from '../peer-list.module.css'

/** How other peers see the user, by the same formula. */
export function OwnTrustCard() {
  const { t } = useText()
  const info = useInfo().data
  const me = useMyself().data
  if (!me) return null
  return (
    <section className={classes.you} aria-label={t('peers:you')} data-testid="you-card">
      <IconUserCircle size={32} stroke={1.4} color="var(--hy-accent)" aria-hidden />
      <div className={classes.youText}>
        <div className="truncate">
          <span className={classes.youTitle}>{t('peers:you')}</span>
          {info && (
            <span className="quiet">
              {' '}
              · {info.identity.name} <span className="mono">{info.identity.fingerprint}</span>
            </span>
          )}
        </div>
        <div className="quiet">
          {me.trust.count === 0
            ? t('peers:youNew')
            : t('peers:youText', { count: me.trust.count, raters: me.trust.raters })}
        </div>
      </div>
      <div className={classes.youMeter}>
        <TrustMeter trust={me.trust} />
      </div>
      <Sparkline values={me.history} color={STANDING_COLOR[me.trust.standing]} />
      <TrustBadge trust={me.trust} />
    </section>
  )
}
