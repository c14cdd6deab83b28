import { Tooltip } from '@mantine/core'
import { Link } from 'wouter'
import { useInfo } from '../client/queries.ts'
import { PolicyTag } from '../components/policy-tag.tsx'
import { useCommunities } from '../client/streams/streams.ts'
import { Logo } from '../components/logo.tsx'
import { Tag } from '../components/tag.tsx'
import { LanguageMenu, SchemeMenu } from './appearance.tsx'
import { usePhone } from '../hooks/use-phone.ts'
import { useText } from '../hooks/use-text.ts'
import classes from './shell.module.css'

/** Brand, current community with its policy, colour scheme and language (on a phone, the last two are in "More"). */
export function TopBar() {
  const { t } = useText()
  const info = useInfo().data
  const communities = useCommunities().data ?? []
  const [first] = communities
  const phone = usePhone()
  return (
    <header className={classes.top}>
      <Link href="/" className={classes.brand}>
        <Logo size={24} />
        <span>{t('common:brand')}</span>
        <span className={classes.kanji} lang="ja" aria-hidden="true">
          評判
        </span>
      </Link>
      <div className={classes.community} data-testid="community">
        {first && (
          <>
            <Link
              href="/communities"
              className={classes.communityLink}
              title={t('common:communityTitle', { name: first.name })}
            >
              <span className={`${classes.communityName} truncate`}>{first.name}</span>
            </Link>
            <Tooltip label={t(`common:policy.${first.policy}Explained`)}>
              <span
                tabIndex={0}
                role="note"
                aria-label={`${t(`common:policy.${first.policy}`)}: ${t(`common:policy.${first.policy}Explained`)}`}
                style={{ flex: 'none', borderRadius: 10 }}
              >
                <PolicyTag policy={first.policy} />
              </span>
            </Tooltip>
            {communities.length > 1 && (
              <Link
                href="/communities"
                className={classes.communityLink}
                style={{ flex: 'none' }}
                data-testid="more-communities"
              >
                {t('communities:more', { count: communities.length - 1 })}
              </Link>
            )}
          </>
        )}
        {info?.demo && (
          <Tag tone="wait" title={t('common:demoExplained')}>
            {t('common:demo')}
          </Tag>
        )}
      </div>
      <div className={classes.spring} />
      {!phone && (
        <>
          <SchemeMenu />
          <LanguageMenu />
        </>
      )}
    </header>
  )
}
