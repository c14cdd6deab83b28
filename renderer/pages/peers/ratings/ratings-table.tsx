import { Button, VisuallyHidden } from '@mantine/core'
import { IconPencil, IconReceipt } from '@tabler/icons-react'
import type { RatingView } from '../../../../main/contract/peers.ts'
import { ScoreMark } from '../../../components/trust/score-mark.tsx'
import { Term } from '../../../components/term/term.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useNow } from '../../../hooks/use-now.ts'
import { useText } from '../../../hooks/use-text.ts'
import { RaterName } from './rater-name.tsx'
import type { OpenReceipt } from './receipt-dialog.tsx'
import shared from '../peers.module.css'
import classes from './ratings.module.css'

interface RatingsTableProps {
  ratings: readonly RatingView[]
  onOpen: OpenReceipt
  onCorrect: (rating: RatingView) => void
}

/** Every rating that counts, newest first; each opens its receipt, and the user's own can be corrected. */
export function RatingsTable({ ratings, onOpen, onCorrect }: RatingsTableProps) {
  const { t } = useText()
  const format = useFormat()
  const now = useNow()
  const nameOf = (rating: RatingView): string =>
    rating.own ? t('peers:youShort') : rating.rater.name || rating.rater.fingerprint
  return (
    <section className={shared.card} aria-labelledby="ratings-title">
      <h2 className={shared.cardTitle} id="ratings-title">
        {t('peers:ratingsTitle', { count: ratings.length })}
      </h2>
      {ratings.length === 0 ? (
        <p className={shared.note}>{t('peers:noRatings')}</p>
      ) : (
        <table className={shared.table}>
          <thead>
            <tr>
              <th scope="col" style={{ width: '26%' }}>
                {t('peers:who')}
              </th>
              <th scope="col" style={{ width: 84 }}>
                {t('peers:score')}
              </th>
              <th scope="col">{t('peers:reason')}</th>
              <th scope="col" style={{ width: 118 }}>
                {t('peers:when')}
              </th>
              <th scope="col" style={{ width: 188 }}>
                <Term id="receipt">{t('peers:receipt')}</Term>
              </th>
            </tr>
          </thead>
          <tbody>
            {ratings.map((rating) => (
              <tr key={`${rating.rater.publicKey} ${rating.seq}`} data-testid="rating-row">
                <td>
                  <RaterName peer={rating.rater} own={rating.own} />
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
                  <span className={classes.rowActions}>
                    {rating.receipt ? (
                      <Button
                        variant="subtle"
                        size="compact-xs"
                        ml={-7}
                        leftSection={<IconReceipt size={14} aria-hidden color="var(--hy-accent)" />}
                        title={t('peers:receiptYesText')}
                        onClick={() => onOpen(rating)}
                        data-testid="open-receipt"
                      >
                        {t('peers:receiptYes')}
                        <VisuallyHidden>
                          {t('trust:receipt.openOf', { name: nameOf(rating), time: format.dateTime(rating.time) })}
                        </VisuallyHidden>
                      </Button>
                    ) : (
                      <span className="quiet" title={t('peers:receiptNoText')}>
                        {t('peers:receiptNo')}
                      </span>
                    )}
                    {rating.own && (
                      <Button
                        variant="subtle"
                        color="gray"
                        size="compact-xs"
                        leftSection={<IconPencil size={14} aria-hidden />}
                        aria-label={t('trust:correct.openOf', { time: format.dateTime(rating.time) })}
                        onClick={() => onCorrect(rating)}
                        data-testid="correct-button"
                      >
                        {t('trust:correct.open')}
                      </Button>
                    )}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
