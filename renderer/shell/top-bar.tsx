import { Tooltip } from '@mantine/core'
import { Link } from 'wouter'
import { useInfo } from '../client/queries.ts'
import { Logo } from '../components/logo.tsx'
import { Tag } from '../components/tag.tsx'
import { LanguageMenu, SchemeMenu } from './appearance.tsx'
import { useText } from '../hooks/use-text.ts'
import classes from './shell.module.css'

/** Brand, the community that one is in and what kind it is, colours and language. */
export function TopBar() {
  const { t } = useText()
  const info = useInfo().data
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
        {info?.community && (
          <>
            <span
              className={`${classes.communityName} truncate`}
              title={t('common:communityTitle', { name: info.community.name })}
            >
              {info.community.name}
            </span>
            <Tooltip label={t('common:policy.openExplained')}>
              <span tabIndex={0} role="note" aria-label={`${t('common:policy.open')}: ${t('common:policy.openExplained')}`}>
                <Tag>{t('common:policy.open')}</Tag>
              </span>
            </Tooltip>
          </>
        )}
        {info?.demo && (
          <Tag tone="wait" title={t('common:demoExplained')}>
            {t('common:demo')}
          </Tag>
        )}
      </div>
      <div className={classes.spring} />
      <SchemeMenu />
      <LanguageMenu />
    </header>
  )
}
