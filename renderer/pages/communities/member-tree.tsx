import type { CSSProperties } from 'react'
import { IconCornerDownRight } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { CommunityMember } from '../../../main/contract/communities.ts'
import { Tag } from '../../components/tag.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { useText } from '../../hooks/use-text.ts'
import classes from './communities.module.css'

/** Members in depth-first order: each follows the member who invited it. */
function inTreeOrder(members: readonly CommunityMember[]): CommunityMember[] {
  const children = Map.groupBy(members, ({ inviter }) => inviter)
  const listed: CommunityMember[] = []
  const add = (member: CommunityMember): void => {
    listed.push(member)
    children.get(member.publicKey)?.forEach(add)
  }
  children.get(null)?.forEach(add)
  return listed
}

/** The chain from the founder to the user. */
export function ownChain(members: readonly CommunityMember[]): CommunityMember[] {
  const byKey = new Map(members.map((member) => [member.publicKey, member]))
  const chain: CommunityMember[] = []
  let at = members.find(({ self }) => self)
  while (at && chain.length < members.length) {
    chain.unshift(at)
    at = at.inviter ? byKey.get(at.inviter) : undefined
  }
  return chain
}

/** The tree of invitations, from the founder down. */
export function MemberTree({ members }: { members: CommunityMember[] }) {
  const { t } = useText()
  const format = useFormat()
  return (
    <ul className={classes.tree}>
      {inTreeOrder(members).map((member) => (
        <li
          key={member.publicKey}
          className={classes.member}
          style={{ '--depth': Math.min(member.depth, 8) } as CSSProperties}
          data-testid="community-member"
        >
          {member.depth > 0 && <IconCornerDownRight className={classes.branch} size={15} aria-hidden />}
          <span
            className={classes.lamp}
            data-on={member.online || undefined}
            title={t(member.online ? 'common:online' : 'common:away')}
          />
          {member.self ? (
            <span className={`${classes.memberName} truncate`}>{member.name}</span>
          ) : (
            <Link className={`${classes.memberName} truncate`} href={`/peers/${member.publicKey}`}>
              {member.name}
            </Link>
          )}
          <span className={`${classes.print} mono`}>{member.fingerprint}</span>
          {member.self && <Tag tone="accent">{t('communities:you')}</Tag>}
          <span className={classes.end}>
            {member.since === null
              ? t('communities:founder')
              : t('communities:since', { time: format.dateTime(member.since) })}
          </span>
        </li>
      ))}
    </ul>
  )
}
