import { VisuallyHidden } from '@mantine/core'
import { IconStar } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { PeerBadge } from '../../main/contract/trust.ts'
import { DecisionChip } from './trust/decision-chip.tsx'
import { TrustDot } from './trust/trust-dot.tsx'
import { useText } from '../hooks/use-text.ts'
import classes from './peer-name.module.css'

type Named = Pick<PeerBadge, 'publicKey' | 'fingerprint' | 'name'> & Partial<Pick<PeerBadge, 'trust'>>

/**
 * A peer's name as shown everywhere: trust dot, announced name, fingerprint. `inline` puts them on one line; `link`
 * leads to its page.
 */
export function PeerName({
  peer,
  inline = false,
  link = false,
  tabIndex,
}: {
  peer: Named
  inline?: boolean
  link?: boolean
  tabIndex?: number
}) {
  const { t } = useText()
  const name = peer.name || t('common:unnamed')
  const evidence = peer.trust
    ? t('trust:evidence', {
        decision: peer.trust.override
          ? t(`common:standing.${peer.trust.standing}`)
          : t(`common:decision.${peer.trust.standing}`),
        count: peer.trust.count,
        raters: peer.trust.raters,
      })
    : ''
  const text = (
    <span className={inline ? classes.inline : classes.text}>
      <span className={`${classes.name} truncate`} title={name}>
        {name}
      </span>
      <span className={classes.second}>
        <span className={`${classes.print} truncate`} title={peer.fingerprint}>
          {peer.fingerprint}
        </span>
        {peer.trust && (
          <span className={classes.count} title={evidence} aria-hidden="true">
            <IconStar size={11} />
            {peer.trust.count}
          </span>
        )}
      </span>
    </span>
  )
  return (
    <span className={classes.peer}>
      {peer.trust && (
        <span title={evidence} style={{ display: 'inline-flex' }}>
          <TrustDot standing={peer.trust.standing} />
          <VisuallyHidden>{evidence}</VisuallyHidden>
        </span>
      )}
      {peer.trust && <DecisionChip override={peer.trust.override} short />}
      {link ? (
        <Link className={`${classes.link} truncate`} href={`/peers/${peer.publicKey}`} tabIndex={tabIndex}>
          {text}
        </Link>
      ) : (
        text
      )}
    </span>
  )
}
