import { useQuery } from '@tanstack/react-query'
import { useClient } from '../../../client/provider.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import classes from './details.module.css'

/** Why a result is ranked where it is: the contribution of each factor to its score. */
export function WhyCard({ snapshot, root }: { snapshot: number; root: string }) {
  const { t } = useText()
  const format = useFormat()
  const client = useClient()
  const query = useQuery({
    queryKey: ['why', snapshot, root],
    queryFn: ({ signal }) => client.search.why({ snapshot, root }, { signal }),
    retry: false,
  })
  if (!query.data) return <p className={classes.quiet}>{query.error ? t('search:why.gone') : t('common:loading')}</p>
  const { factors, score, place } = query.data
  const most = Math.max(...factors.map((factor) => Math.abs(factor.weight)), 0.001)
  return (
    <div data-testid="why">
      <p className={classes.quiet}>{t('search:why.place', { place, score: format.score(score) })}</p>
      <ul className={classes.factors}>
        {factors.map(({ factor, value, weight, points }) => (
          <li key={factor}>
            <span>{t(`search:why.${factor}`)}</span>
            <span className={classes.track} style={{ width: `${(Math.abs(weight) / most) * 100}%` }} aria-hidden="true">
              <span className={classes.fill} style={{ width: `${value * 100}%` }} />
            </span>
            <span className="tabular" title={`${format.score(weight)} × ${format.score(value)}`}>
              {format.score(points)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
