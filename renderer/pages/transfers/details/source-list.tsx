import type { TransferSourceView } from '../../../../main/contract/views/transfer-views.ts'
import { PeerName } from '../../../components/peer-name.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { queuedText, whyText } from '../transfer-state.ts'
import classes from './details.module.css'

const ORDER: Record<TransferSourceView['state'], number> = { active: 0, queued: 1, idle: 2, offline: 3, dropped: 4 }

/** Sources of a transfer: trust, current activity, and share of the bytes. */
export function SourceList({
  sources,
  direction,
}: {
  sources: readonly TransferSourceView[]
  direction: 'down' | 'up'
}) {
  const { t, i18n } = useText()
  const format = useFormat()
  const rows = sources.toSorted(
    (a, b) => ORDER[a.state] - ORDER[b.state] || b.bytes - a.bytes || (a.publicKey < b.publicKey ? -1 : 1),
  )
  if (rows.length === 0) return <p className={classes.none}>{t('transfers:sources.none')}</p>
  return (
    <ul className={classes.sources}>
      {rows.map((source) => (
        <li key={source.publicKey} className={classes.source} data-testid="transfer-source">
          <div className={classes.sourceHead}>
            <PeerName peer={source} link />
            <span className={classes.sourceRate}>
              {source.state === 'active' ? format.rate(source.rate) : t(`transfers:sources.${source.state}`)}
            </span>
          </div>
          {direction === 'down' && (
            <div className={classes.share}>
              <span className={classes.track} aria-hidden="true">
                <span className={classes.fill} style={{ width: `${source.share * 100}%` }} />
              </span>
              <span>
                {t('transfers:sources.share', {
                  bytes: format.bytes(source.bytes),
                  share: format.percent(source.share),
                })}
              </span>
            </div>
          )}
          {source.state === 'dropped' && source.problem && (
            <p className={classes.queued}>{whyText(source.problem, direction, t, i18n.language).title}</p>
          )}
          {source.queued && <p className={classes.queued}>{queuedText(source.queued, t)}</p>}
        </li>
      ))}
    </ul>
  )
}
