import { Progress } from '@mantine/core'
import type { ExplanationView } from '../../../../main/contract/peers.ts'
import { ScoreMark } from '../../../components/trust/score-mark.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { RaterName } from '../ratings/rater-name.tsx'
import shared from '../peers.module.css'
import classes from './evidence.module.css'

const SHOWN = 12

/** The raters of a peer, their scores, and the weight of each. */
export function RatersCard({ raters }: { raters: ExplanationView['raters'] }) {
  const { t } = useText()
  const format = useFormat()
  return (
    <section className={shared.card} aria-labelledby="raters-title" data-testid="raters">
      <h2 className={shared.cardTitle} id="raters-title">
        {t('trust:raters.title')}
      </h2>
      {raters.length === 0 ? (
        <p className={shared.note}>{t('trust:raters.none')}</p>
      ) : (
        <table className={shared.table}>
          <thead>
            <tr>
              <th scope="col">{t('trust:raters.who')}</th>
              <th scope="col" style={{ width: 118 }}>
                {t('trust:raters.believed')}
              </th>
              <th scope="col" style={{ width: 76 }}>
                {t('trust:raters.mean')}
              </th>
              <th scope="col" style={{ width: 64 }} data-align="end">
                {t('trust:raters.count')}
              </th>
            </tr>
          </thead>
          <tbody>
            {raters.slice(0, SHOWN).map(({ peer, own, count, weight, mean }) => (
              <tr key={peer.publicKey}>
                <td>
                  <RaterName peer={peer} own={own} />
                </td>
                <td>
                  <span className={classes.believed}>
                    <Progress value={weight * 100} size={6} color="var(--hy-accent)" aria-hidden />
                    <span className="tabular">{format.percent(weight)}</span>
                  </span>
                </td>
                <td>
                  <ScoreMark score={mean} />
                </td>
                <td data-align="end" data-label={t('trust:raters.count')} className="tabular">
                  {format.number(count)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {raters.length > SHOWN && (
        <p className={shared.note}>{t('trust:raters.more', { count: raters.length - SHOWN })}</p>
      )}
    </section>
  )
}
