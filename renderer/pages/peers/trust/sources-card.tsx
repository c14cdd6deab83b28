import type { ExplanationView } from '../../../../main/contract/peers.ts'
import { useText } from '../../../hooks/use-text.ts'
import shared from '../peers.module.css'
import classes from './evidence.module.css'

interface SourceProps {
  id: 'you' | 'trusted' | 'others' | 'ignored'
  count: number
  by?: string
  reasons: readonly { key: string; text: string; count: number }[]
}

function EvidenceSource({ id, count, by, reasons }: SourceProps) {
  const { t } = useText()
  return (
    <div className={classes.source} data-source={id} data-testid={`source-${id}`}>
      <h3 className={classes.sourceTitle}>{t(`trust:sources.${id}`)}</h3>
      <p className={classes.sourceCount}>
        {count === 0 ? <span className="quiet">{t('trust:sources.none')}</span> : t('trust:sources.ratings', { count })}
        {by && <span className={shared.small}> {by}</span>}
      </p>
      {reasons.length > 0 && (
        <ul className={classes.reasons}>
          {reasons.map((reason) => (
            <li key={reason.key}>
              <span>{reason.text}</span>
              <span className="tabular">{reason.count}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** Which ratings count, and which are ignored and why. */
export function SourcesCard({ explanation }: { explanation: ExplanationView }) {
  const { t } = useText()
  const { you, trusted, ignored } = explanation.sources
  const said = (reasons: typeof you.reasons): SourceProps['reasons'] =>
    reasons.map(({ reason, count }) => ({ key: reason, text: t(`peers:reasons.${reason}`), count }))
  return (
    <section className={shared.card} aria-labelledby="sources-title" data-testid="sources">
      <h2 className={shared.cardTitle} id="sources-title">
        {t('trust:sources.title')}
      </h2>
      <div className={classes.sourceGrid}>
        <EvidenceSource id="you" count={you.count} reasons={said(you.reasons)} />
        <EvidenceSource
          id={explanation.mode === 'paper' ? 'others' : 'trusted'}
          count={trusted.count}
          by={trusted.raters > 0 ? t('trust:sources.by', { count: trusted.raters }) : undefined}
          reasons={said(trusted.reasons)}
        />
        <EvidenceSource
          id="ignored"
          count={ignored.count}
          reasons={ignored.reasons.map(({ reason, count }) => ({
            key: reason,
            text: t(`trust:ignored.${reason}`),
            count,
          }))}
        />
      </div>
    </section>
  )
}
