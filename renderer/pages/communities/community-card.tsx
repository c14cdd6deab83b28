import { ActionIcon, Button, Menu } from '@mantine/core'
import {
  IconDots,
  IconDoorExit,
  IconPlayerPause,
  IconPlayerPlay,
  IconUserPlus,
  IconUsersGroup,
} from '@tabler/icons-react'
import { Link } from 'wouter'
import type { Community } from '../../../main/contract/communities.ts'
import { useAction } from '../../client/queries.ts'
import { Copy } from '../../components/copy.tsx'
import { Tag } from '../../components/tag.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { useText } from '../../hooks/use-text.ts'
import { PolicyTag } from '../../components/policy-tag.tsx'
import classes from './communities.module.css'

/** Why the membership is pending or was refused. */
export function Waiting({ community }: { community: Community }) {
  const { t } = useText()
  const name = community.inviter?.name ?? ''
  if (community.state !== 'waiting') return null
  return (
    <div
      className={classes.waiting}
      data-bad={community.problem !== '' || undefined}
      role="status"
      data-testid="community-waiting"
    >
      {community.problem === ''
        ? t('communities:waitingFor', { name })
        : t(`communities:refused.${community.problem}`, { name })}
    </div>
  )
}

/** Founder, inviter and number of members. */
export function Facts({ community }: { community: Community }) {
  const { t } = useText()
  const format = useFormat()
  const { muted, state, founder, inviter, peers, joined } = community
  return (
    <div className={classes.facts}>
      {state === 'member' && (
        <span className={classes.alive}>
          <span className={classes.lamp} data-on={(peers > 0 && !muted) || undefined} aria-hidden="true" />
          {muted ? t('communities:mutedText') : t('communities:online', { count: peers })}
        </span>
      )}
      {founder && (
        <span>{inviter ? t('communities:foundedBy', { name: founder.name }) : t('communities:youFounded')}</span>
      )}
      {inviter && <span>{t('communities:invitedBy', { name: inviter.name })}</span>}
      <span>{t('communities:joinedOn', { time: format.dateTime(joined) })}</span>
    </div>
  )
}

/** One community: name, what its policy means, members and actions. */
export function CommunityCard({
  community,
  onInvite,
  onLeave,
}: {
  community: Community
  onInvite: () => void
  onLeave: () => void
}) {
  const { t } = useText()
  const mute = useAction((client, muted: boolean) => client.communities.mute({ id: community.id, muted }))
  const { id, name, policy, muted, state, mayInvite } = community
  const invited = policy === 'invitation'
  return (
    <li className={classes.card} data-testid="community-card" data-policy={policy} data-state={state}>
      <div className={classes.top}>
        <h2 className={classes.name}>
          {invited ? (
            <Link className={classes.nameLink} href={`/communities/${id}`}>
              {name}
            </Link>
          ) : (
            name
          )}
        </h2>
        <PolicyTag policy={policy} />
        {state === 'waiting' && <Tag tone={community.problem === '' ? 'wait' : 'bad'}>{t('communities:waiting')}</Tag>}
        {muted && <Tag tone="wait">{t('communities:muted')}</Tag>}
        <div className={classes.tools}>
          {mayInvite && (
            <Button
              leftSection={<IconUserPlus size={15} aria-hidden />}
              onClick={onInvite}
              data-testid="community-invite"
            >
              {t('communities:invite')}
            </Button>
          )}
          {invited ? (
            <Button
              component={Link}
              href={`/communities/${id}`}
              variant="default"
              leftSection={<IconUsersGroup size={15} aria-hidden />}
              data-testid="community-details"
            >
              {t('communities:details')}
            </Button>
          ) : (
            <Copy value={name} label={t('communities:copyName')} />
          )}
          <Menu>
            <Menu.Target>
              <ActionIcon aria-label={t('communities:actionsFor', { name })} data-testid="community-menu">
                <IconDots size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={
                  muted ? <IconPlayerPlay size={15} aria-hidden /> : <IconPlayerPause size={15} aria-hidden />
                }
                onClick={() => mute.mutate(!muted)}
                data-testid="community-mute"
              >
                {t(muted ? 'communities:unmute' : 'communities:mute')}
              </Menu.Item>
              <Menu.Item
                leftSection={<IconDoorExit size={15} aria-hidden />}
                color="var(--hy-bad-text)"
                onClick={onLeave}
                data-testid="community-leave"
              >
                {t('communities:leave')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      </div>
      <Waiting community={community} />
      <p className={classes.means}>{t(`communities:means.${policy}`)}</p>
      <Facts community={community} />
    </li>
  )
}
