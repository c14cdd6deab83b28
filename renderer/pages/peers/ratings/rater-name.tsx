import { Link } from 'wouter'
import type { NamedPeer } from '../../../../main/contract/peers.ts'
import { Tag } from '../../../components/tag.tsx'
import { useText } from '../../../hooks/use-text.ts'
import classes from './ratings.module.css'

/** The rater: the user, or a peer with a link to its page. */
export function RaterName({ peer, own }: { peer: NamedPeer; own: boolean }) {
  const { t } = useText()
  if (own) return <Tag tone="accent">{t('peers:youShort')}</Tag>
  return (
    <span className={classes.rater}>
      <Link className="truncate" href={`/peers/${peer.publicKey}`} title={peer.name}>
        {peer.name || t('common:unnamed')}
      </Link>
      <span className="mono quiet truncate">{peer.fingerprint}</span>
    </span>
  )
}
