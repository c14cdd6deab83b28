import type { CSSProperties } from 'react'
import { createPortal } from 'react-dom'
import { TrustDot } from '../../../components/trust/trust-dot.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { rankSources, type HitSource } from './source-ranking.ts'
import classes from './hit-cells.module.css'

const SHOWN = 8
/** Height needed below the anchor, in pixels; with less the tooltip opens above. */
const NEEDS = 230
const GAP = 6

export interface TipPlace {
  sources: readonly HitSource[]
  box: DOMRect
}

function styleOf(box: DOMRect): CSSProperties {
  const above = box.bottom + NEEDS > innerHeight && box.top > NEEDS
  const left = Math.max(8, Math.min(box.left, innerWidth - 390))
  return above ? { left, bottom: innerHeight - box.top + GAP } : { left, top: box.bottom + GAP }
}

/** The tooltip with the sources, shared by all rows. It only repeats the menu of sources and the details. */
export function SourceTip({ place: { sources, box } }: { place: TipPlace }) {
  const { t } = useText()
  const format = useFormat()
  return createPortal(
    <div className={classes.tip} style={styleOf(box)} aria-hidden="true">
      {rankSources(sources)
        .slice(0, SHOWN)
        .map((source) => (
          <div key={source.publicKey} className={classes.tipRow}>
            <TrustDot standing={source.trust.standing} />
            <span className="truncate">{source.name || t('common:unnamed')}</span>
            <span className="mono">{source.fingerprint}</span>
            <span>{format.score(source.trust.u)}</span>
            <span>{source.online ? t('common:online') : t('common:away')}</span>
          </div>
        ))}
      {sources.length > SHOWN && (
        <div className={classes.tipAll}>{t('search:moreSources', { count: sources.length - SHOWN })}</div>
      )}
    </div>,
    document.body,
  )
}
