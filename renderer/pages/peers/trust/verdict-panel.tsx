import {
  IconArrowBackUp,
  IconBan,
  IconCircleCheck,
  IconCircleDashed,
  IconHandStop,
  IconUserCheck,
  IconUserX,
} from '@tabler/icons-react'
import type { PeerDetail } from '../../../../main/contract/peers.ts'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { changeText, decisionText, evidenceOrigin } from '../decision-text.ts'
import classes from './trust.module.css'

const ICONS = {
  good: IconCircleCheck,
  new: IconCircleDashed,
  bad: IconBan,
  allow: IconUserCheck,
  block: IconHandStop,
}

/** The decision in one sentence, what would change it in another, and whether the peer excludes this node. */
export function VerdictPanel({ detail }: { detail: PeerDetail }) {
  const { t } = useText()
  const format = useFormat()
  const { explanation, peer } = detail
  // a decision by hand takes no colour of trust
  const tone = peer.trust.override ?? peer.trust.standing
  const Icon = ICONS[tone]
  const now = Date.now()
  return (
    <>
      <div className={classes.verdict} data-tone={tone} role="status" data-testid="verdict">
        <Icon size={22} aria-hidden className={classes.verdictIcon} />
        <div>
          <p className={classes.sentence}>
            {decisionText(explanation.sentence, evidenceOrigin(explanation), t, format, now)}
          </p>
          <p className={classes.advice} data-testid="what-would-change">
            <IconArrowBackUp size={15} aria-hidden />
            <span>{changeText(explanation, t)}</span>
          </p>
          {detail.conflict && (
            <p className={classes.advice}>{t('trust:conflictText', { length: detail.conflict.length })}</p>
          )}
          {detail.restarts.length > 0 && (
            <p className={classes.advice} data-testid="log-restarts">
              {t('trust:logRestarted', { dates: format.list(detail.restarts.map(format.dateTime)) })}
            </p>
          )}
          <p className={classes.viewNote}>{t('peers:yourView')}</p>
        </div>
      </div>
      {peer.excludedBy && (
        <div className={classes.verdict} data-tone="wait" role="status" data-testid="excluded-by">
          <IconUserX size={22} aria-hidden className={classes.verdictIcon} />
          <p className={classes.sentence}>
            {t('trust:excludedBy.title', {
              since: format.moment(peer.excludedBy.since, now),
              reason: t(`trust:excludedBy.${peer.excludedBy.reason}`),
            })}
          </p>
        </div>
      )}
    </>
  )
}
