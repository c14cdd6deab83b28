import { useState } from 'react'
import { Tooltip } from '@mantine/core'
import { TrustDot } from '../../../components/trust-dot.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { countSources, rankSources, type Source } from './pick-source.ts'
import { useText } from '../../../hooks/use-text.ts'
import classes from '../search.module.css'

const STANDINGS = ['good', 'new', 'bad'] as const
const SHOWN_IN_TIP = 8

function SourceTip({ sources }: { sources: readonly Source[] }) {
  const { t } = useText()
  const format = useFormat()
  return (
    <div className={classes.tip}>
      {rankSources(sources)
        .slice(0, SHOWN_IN_TIP)
        .map((source) => (
          <div key={source.publicKey} className={classes.tipRow}>
            <TrustDot decision={source.trust.decision} />
            <span className="truncate">{source.name || t('common:unnamed')}</span>
            <span className="mono">{source.fingerprint}</span>
            <span>{format.score(source.trust.u)}</span>
            <span>{source.online ? t('common:online') : t('common:away')}</span>
          </div>
        ))}
      {sources.length > SHOWN_IN_TIP && (
        <div className={classes.tipAll}>{t('search:moreSources', { count: sources.length - SHOWN_IN_TIP })}</div>
      )}
    </div>
  )
}

/** How many sources a content has and how far they are trusted, before anything is fetched. */
export function SourcesCell({ sources }: { sources: readonly Source[] }) {
  const { t } = useText()
  // a bubble of each row costs more than the row: it is made when somebody comes near
  const [near, setNear] = useState(false)
  const counts = countSources(sources)
  const standings = STANDINGS.filter((standing) => counts[standing] > 0)
  const words = standings.map((standing) => t(`search:standing.${standing}`, { count: counts[standing] }))
  if (sources.length === 0) return <span className="quiet">{t('search:noSources')}</span>
  const cell = (
    <span
      className={classes.sources}
      role="img"
      onPointerEnter={() => setNear(true)}
      aria-label={[...words, t('search:ratings', { count: counts.ratings })].join(', ')}
    >
      {standings.map((standing) => (
        <span key={standing} className={classes.standing}>
          <TrustDot decision={standing} />
          {counts[standing]}
        </span>
      ))}
      <span className={`${classes.evidence} quiet truncate`}>{t('search:ratings', { count: counts.ratings })}</span>
    </span>
  )
  return near ? <Tooltip label={<SourceTip sources={sources} />}>{cell}</Tooltip> : cell
}
