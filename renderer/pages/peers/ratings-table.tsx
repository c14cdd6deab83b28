import { IconReceipt } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { RatingView } from '../../../main/contract/peers.ts'
import { ScoreMark } from '../../components/score-mark.tsx'
import { Tag } from '../../components/tag.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { useNow } from '../../hooks/use-now.ts'
import { useText } from '../../hooks/use-text.ts'
import classes from './peers.module.css'

/** Every rating that the number rests on, newest first. */
export function RatingsTable({ ratings }: { ratings: readonly RatingView[] }) {
  const { t } = useText()
  const format = useFormat()
  const now = useNow()
  return (
    <section className={classes.card} aria-labelledby="ratings-title">
      <h2 className={classes.cardTitle} id="ratings-title">
        {t('peers:ratingsTitle', { count: ratings.length })}
      </h2>
      {ratings.length === 0 ? (
        <p className={classes.note}>{t('peers:noRatings')}</p>
      ) : (
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col" style={{ width: '30%' }}>
                {t('peers:who')}
              </th>
              <th scope="col" style={{ width: 84 }}>
                {t('peers:score')}
              </th>
              <th scope="col">{t('peers:reason')}</th>
              <th scope="col" style={{ width: 118 }}>
                {t('peers:when')}
              </th>
              <th scope="col" style={{ width: 96 }}>
                {t('peers:receipt')}
              </th>
            </tr>
          </thead>
          <tbody>
            {ratings.map((rating) => (
              <tr key={`${rating.rater.publicKey} ${rating.time} ${rating.reason}`} data-testid="rating-row">
                <td>
                  <div className={classes.cell} style={{ gap: 6 }}>
                    {rating.own ? (
                      <Tag tone="accent">{t('peers:youShort')}</Tag>
                    ) : (
                      <Link className="truncate" href={`/peers/${rating.rater.publicKey}`} title={rating.rater.name}>
                        {rating.rater.name || t('common:unnamed')}
                      </Link>
                    )}
                    {!rating.own && <span className="mono quiet truncate">{rating.rater.fingerprint}</span>}
                  </div>
                </td>
                <td>
                  <ScoreMark score={rating.score} />
                </td>
                <td>
                  {t(`peers:reasons.${rating.reason}`)}
                  {rating.comment && <div className="quiet">{rating.comment}</div>}
                </td>
                <td className="quiet tabular" title={format.dateTime(rating.time)}>
                  {format.relative(rating.time, now)}
                </td>
                <td>
                  {rating.receipt ? (
                    <span className={classes.cell} style={{ gap: 4 }} title={t('peers:receiptYesText')}>
                      <IconReceipt size={15} aria-hidden color="var(--hy-good)" />
                      {t('peers:receiptYes')}
                    </span>
                  ) : (
                    <span className="quiet" title={t('peers:receiptNoText')}>
                      {t('peers:receiptNo')}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
