import { useState } from 'react'
import { Button } from '@mantine/core'
import { IconArrowLeft, IconChevronRight, IconUserPlus, IconUsersGroup } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { Community, CommunityMember } from '../../../main/contract/communities.ts'
import { Page } from '../../components/page/page.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../components/feedback/state-panel.tsx'
import { useText } from '../../hooks/use-text.ts'
import { Facts, Waiting } from './community-card.tsx'
import { InvitationList } from './invitation-list.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { MemberTree, ownChain } from './member-tree.tsx'
import { PolicyTag } from '../../components/policy-tag.tsx'
import { useCommunities } from '../../client/streams/streams.ts'
import { useInvitations, useMembers } from './streams.ts'
import classes from './communities.module.css'

function Chain({ members }: { members: CommunityMember[] }) {
  const { t } = useText()
  return (
    <ol className={classes.chain} data-testid="own-chain">
      {ownChain(members).map((person, i) => (
        <li key={person.publicKey} className={classes.link}>
          {i > 0 && <IconChevronRight size={15} aria-hidden color="var(--hy-quiet)" />}
          <span className={classes.person} data-self={person.self || undefined}>
            <b className="truncate">{person.self ? t('communities:you') : person.name}</b>
            {i === 0 ? (
              <span className={classes.print}>{t('communities:founder')}</span>
            ) : (
              <span className={`${classes.print} mono`}>{person.fingerprint}</span>
            )}
          </span>
        </li>
      ))}
    </ol>
  )
}

function Body({ community }: { community: Community }) {
  const { t } = useText()
  const members = useMembers(community.id).data ?? []
  const invitations = useInvitations(community.id).data ?? []
  const member = community.state === 'member'
  return (
    <div className={classes.page}>
      <section className={classes.section}>
        <div className={classes.form} style={{ gap: 8 }}>
          <Waiting community={community} />
          <p className={classes.means}>{t(`communities:means.${community.policy}`)}</p>
          <Facts community={community} />
        </div>
      </section>
      {member && community.inviter && (
        <>
          <h2 className={classes.title}>{t('communities:chain')}</h2>
          <section className={classes.section}>
            <Chain members={members} />
          </section>
        </>
      )}
      <h2 className={classes.title}>{t('communities:members')}</h2>
      <section className={classes.section}>
        <p className={classes.hint}>{t('communities:membersText')}</p>
        <MemberTree members={members} />
      </section>
      {member && (
        <>
          <h2 className={classes.title}>{t('communities:invitations')}</h2>
          <section className={classes.section}>
            <p className={classes.hint}>
              {community.mayInvite ? t('communities:limits') : t('communities:notMayInvite')}
            </p>
            {invitations.length > 0 ? (
              <InvitationList invitations={invitations} />
            ) : (
              <p className={classes.means}>{t('communities:noInvitations')}</p>
            )}
          </section>
        </>
      )}
    </div>
  )
}

/** One invitation-only community: the chain to the user, the members' tree, and the user's invitations. */
export function CommunityPage({ id }: { id: string }) {
  const { t } = useText()
  const stream = useCommunities()
  const [inviting, setInviting] = useState<Community | null>(null)
  const community = stream.data?.find((one) => one.id === id && one.policy === 'invitation')
  const title = community?.name ?? t('common:nav.communities')
  const back = (
    <Button
      component={Link}
      href="/communities"
      variant="default"
      leftSection={<IconArrowLeft size={15} aria-hidden />}
    >
      {t('communities:back')}
    </Button>
  )
  const body = (() => {
    if (community) return <Body community={community} />
    if (stream.status === 'error' && stream.error) return <ProblemPanel problem={stream.error} retry={stream.retry} />
    if (!stream.data) return <LoadingPanel />
    return (
      <StatePanel
        icon={<IconUsersGroup size={24} />}
        title={t('communities:gone.title')}
        text={t('communities:gone.text')}
      >
        {back}
      </StatePanel>
    )
  })()
  return (
    <Page
      scroll
      title={title}
      head={
        <>
          {back}
          {community && (
            <span className={classes.top}>
              <span className={classes.name} aria-hidden="true">
                {community.name}
              </span>
              <PolicyTag policy={community.policy} />
            </span>
          )}
        </>
      }
      tools={
        community?.mayInvite && (
          <Button
            leftSection={<IconUserPlus size={15} aria-hidden />}
            onClick={() => setInviting(community)}
            data-testid="community-invite"
          >
            {t('communities:invite')}
          </Button>
        )
      }
    >
      {body}
      <InviteDialog community={inviting} onClose={() => setInviting(null)} />
    </Page>
  )
}
