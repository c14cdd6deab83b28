import { useState } from 'react'
import { Button } from '@mantine/core'
import { IconLogin2, IconMailOpened, IconPlus, IconUsersGroup } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import type { Community } from '../../../main/contract/communities.ts'
import { usePending } from '../../client/pending.ts'
import { useAction } from '../../client/queries.ts'
import { Confirm } from '../../components/dialogs/confirm.tsx'
import { Page } from '../../components/page/page.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../components/feedback/state-panel.tsx'
import { useText } from '../../hooks/use-text.ts'
import { AcceptDialog } from './accept-dialog.tsx'
import { CommunityCard } from './community-card.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { NameDialog } from './name-dialog.tsx'
import { useCommunities } from '../../client/streams/streams.ts'
import classes from './communities.module.css'

/** Which warning to show before leaving. */
function kindOf(community: Community): 'open' | 'invitation' | 'founder' {
  if (community.policy === 'open') return 'open'
  return community.inviter ? 'invitation' : 'founder'
}

/** The communities that this node is in, with their policies. */
export function CommunitiesPage() {
  const { t } = useText()
  const [, navigate] = useLocation()
  const stream = useCommunities()
  const communities = stream.data
  const [naming, setNaming] = useState<'create' | 'join' | null>(null)
  const [accepting, setAccepting] = useState(false)
  const [invitation, forgetInvitation] = usePending('invitation')
  const [inviting, setInviting] = useState<Community | null>(null)
  const [leaving, setLeaving] = useState<Community | null>(null)
  const leave = useAction((client, id: string) => client.communities.leave({ id }), {
    done: t('communities:left'),
    invalidates: ['info', 'settings'],
  })

  const body = (() => {
    if (stream.status === 'error' && stream.error && !communities)
      return <ProblemPanel problem={stream.error} retry={stream.retry} />
    if (!communities) return <LoadingPanel />
    if (communities.length === 0) {
      return (
        <StatePanel
          icon={<IconUsersGroup size={24} />}
          title={t('communities:empty.title')}
          text={t('communities:empty.text')}
        >
          <Button onClick={() => setNaming('join')}>{t('communities:join')}</Button>
          <Button variant="default" onClick={() => setAccepting(true)}>
            {t('communities:accept')}
          </Button>
        </StatePanel>
      )
    }
    return (
      <div className={classes.page}>
        <p className={classes.lead}>{t('communities:lead')}</p>
        <ul className={classes.cards}>
          {communities.map((community) => (
            <CommunityCard
              key={community.id}
              community={community}
              onInvite={() => setInviting(community)}
              onLeave={() => setLeaving(community)}
            />
          ))}
        </ul>
      </div>
    )
  })()

  return (
    <Page
      scroll
      title={t('common:nav.communities')}
      tools={
        <>
          <Button
            variant="default"
            leftSection={<IconMailOpened size={15} aria-hidden />}
            onClick={() => setAccepting(true)}
            data-testid="accept-invitation"
          >
            {t('communities:accept')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconLogin2 size={15} aria-hidden />}
            onClick={() => setNaming('join')}
            data-testid="join-community"
          >
            {t('communities:join')}
          </Button>
          <Button
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={() => setNaming('create')}
            data-testid="create-community"
          >
            {t('communities:create')}
          </Button>
        </>
      }
      foot={
        communities && communities.length > 0 && <span>{t('communities:total', { count: communities.length })}</span>
      }
    >
      {body}
      <NameDialog mode={naming} onClose={() => setNaming(null)} onDone={(id) => navigate(`/communities/${id}`)} />
      <AcceptDialog
        key={invitation}
        initial={invitation ?? ''}
        opened={accepting || invitation !== null}
        onClose={() => {
          setAccepting(false)
          forgetInvitation()
        }}
        onDone={(id) => navigate(`/communities/${id}`)}
      />
      <InviteDialog community={inviting} onClose={() => setInviting(null)} />
      <Confirm
        opened={leaving !== null}
        title={t('communities:leaving.title')}
        text={leaving ? t(`communities:leaving.${kindOf(leaving)}`, { name: leaving.name }) : ''}
        action={t('communities:leave')}
        onConfirm={() => {
          if (leaving) leave.mutate(leaving.id)
        }}
        onClose={() => setLeaving(null)}
      />
    </Page>
  )
}
