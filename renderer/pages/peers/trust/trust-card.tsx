import { IconMinus, IconTrendingDown, IconTrendingUp } from '@tabler/icons-react'
import type { PeerDetail } from '../../../../main/contract/peers.ts'
import { confidence } from '../../../components/trust/confidence.ts'
import { Tag } from '../../../components/tag.tsx'
import { Term } from '../../../components/term/term.tsx'
import { DecisionChip } from '../../../components/trust/decision-chip.tsx'
import { TrustBadge } from '../../../components/trust/trust-badge.tsx'
import { TrustBar } from '../../../components/trust/trust-bar.tsx'
import { STANDING_COLOR } from '../../../components/trust/trust-meter.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { trendOf } from '../decision-text.ts'
import shared from '../peers.module.css'
import classes from './trust.module.css'

const TRENDS = { up: [IconTrendingUp, 'good'], down: [IconTrendingDown, 'bad'], flat: [IconMinus, 'new'] } as const

/** The trust value with its interval, its components against the threshold, and its trend. */
export function TrustCard({ detail }: { detail: PeerDetail }) {
  const { t } = useText()
  const format = useFormat()
  const { trust } = detail.peer
  const { bars, trend, parameters, mode } = detail.explanation
  const color = STANDING_COLOR[trust.standing]
  const heading = trendOf(trend)
  const [TrendIcon, tone] = TRENDS[heading]
  const sure = confidence(trust.low, trust.high)
  const { thetaOut = bars.threshold, thetaIn = bars.threshold } = parameters
  return (
    <section className={shared.card} aria-labelledby="trust-title">
      <h2 className={shared.cardTitle} id="trust-title">
        {t('trust:card.number')}
      </h2>
      <div className={classes.big} data-testid="trust-number">
        <span
          className={classes.bigNumber}
          style={{ color: trust.standing === 'new' ? undefined : `var(--hy-${trust.standing}-text)` }}
          data-testid="trust-value"
          data-standing={trust.standing}
        >
          {format.score(trust.u)}
        </span>
        <span className={classes.bigSide}>
          <span className={classes.tags}>
            <DecisionChip override={trust.override} />
            <TrustBadge trust={trust} />
            {trust.u !== null && (
              <Tag tone={tone} icon={<TrendIcon size={13} aria-hidden />} title={t('trust:trend.title')}>
                {t(`trust:trend.${heading}`)}
              </Tag>
            )}
          </span>
          <span className={classes.bigNote}>
            {sure && (
              <>
                <Term id="interval">
                  {t('trust:card.range', { low: format.score(trust.low), high: format.score(trust.high) })}
                </Term>
                {' · '}
              </>
            )}
            <Term id="rater">{t('trust:card.raters', { count: trust.raters })}</Term>
          </span>
        </span>
      </div>
      <div className={classes.bars}>
        {sure && (
          <div className={classes.bar}>
            <span>
              <Term id="u">u</Term>
            </span>
            <TrustBar
              value={trust.u}
              low={trust.low}
              high={trust.high}
              color={color}
              threshold={bars.threshold}
              height={10}
            />
            <span className={classes.barNumber}>{format.score(trust.u)}</span>
          </div>
        )}
        {(['total', 'recent'] as const).map((id) => (
          <div className={classes.bar} key={id} data-testid={`bar-${id}`}>
            <span>
              <Term id={id === 'total' ? 'U' : 'R'}>{t(`trust:card.${id}`)}</Term>
            </span>
            <TrustBar value={bars[id]} color={color} threshold={bars.threshold} height={10} />
            <span className={classes.barNumber}>{format.score(bars[id])}</span>
          </div>
        ))}
        <p className={classes.barLegend} data-testid="trust-card-threshold">
          <span className={classes.markSample} aria-hidden="true" />
          <Term id="threshold">
            {t(trust.standing === 'bad' ? 'trust:card.thresholdBack' : 'trust:card.threshold', {
              value: format.score(bars.threshold),
            })}
          </Term>
        </p>
      </div>
      <p className={shared.note}>
        {mode === 'paper'
          ? t('trust:card.rulePaper', { out: format.score(bars.threshold) })
          : t('trust:card.rule', { out: format.score(thetaOut), in: format.score(thetaIn) })}
      </p>
    </section>
  )
}
