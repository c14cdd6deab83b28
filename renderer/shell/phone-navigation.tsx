import { Drawer } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDots } from '@tabler/icons-react'
import { Link, useLocation } from 'wouter'
import { unseenIn, useUnseen } from '../client/unseen.ts'
import { LanguageMenu, SchemeMenu } from './appearance.tsx'
import { isHere, PHONE_PLACES, PLACES } from './places.ts'
import { StatusBar } from './status/status-bar.tsx'
import { UnseenBadge } from './unseen-badge.tsx'
import { useRunningDownloads } from './use-running-downloads.ts'
import { useText } from '../hooks/use-text.ts'
import classes from './phone.module.css'

const IN_BAR = PLACES.filter(({ id }) => PHONE_PLACES.includes(id))
const BEHIND = PLACES.filter(({ id }) => !PHONE_PLACES.includes(id))

/** The bar of pages below the content, on a phone. "More" opens a sheet with the other pages and the node's state. */
export function PhoneNavigation() {
  const { t } = useText()
  const [location] = useLocation()
  const [opened, { open, close }] = useDisclosure()
  const running = useRunningDownloads()
  const [unseen] = useUnseen()
  const moreHere = BEHIND.some(({ href }) => isHere(location, href))
  const moreUnseen = BEHIND.some(({ id }) => unseenIn(unseen, id) > 0)
  return (
    <nav className={classes.bar} aria-label={t('common:nav.label')} data-testid="phone-navigation">
      {IN_BAR.map(({ id, href, icon: Icon }) => (
        <Link
          key={id}
          href={href}
          className={classes.item}
          aria-current={isHere(location, href) ? 'page' : undefined}
          data-testid={`nav-${id}`}
        >
          <span className={classes.icon}>
            <Icon size={22} stroke={1.7} aria-hidden />
            <UnseenBadge section={id} narrow />
            {id === 'transfers' && running > 0 && (
              <span className={classes.count} title={t('common:nav.running', { count: running })}>
                {running}
              </span>
            )}
          </span>
          <span className={classes.label}>{t(`common:nav.${id}`)}</span>
        </Link>
      ))}
      <button
        type="button"
        className={classes.item}
        data-on={moreHere || undefined}
        aria-expanded={opened}
        aria-haspopup="dialog"
        onClick={open}
        data-testid="nav-more"
      >
        <span className={classes.icon}>
          <IconDots size={22} stroke={1.7} aria-hidden />
          {moreUnseen && <span className={classes.dot} />}
        </span>
        <span className={classes.label}>{t('common:nav.more')}</span>
      </button>
      <Drawer.Root opened={opened} onClose={close} position="bottom" size="100%">
        <Drawer.Overlay />
        <Drawer.Content aria-label={t('common:nav.more')} className={classes.sheet}>
          <Drawer.Body p={0}>
            <nav className={classes.list} aria-label={t('common:nav.more')}>
              {BEHIND.map(({ id, href, icon: Icon }) => (
                <Link
                  key={id}
                  href={href}
                  className={classes.line}
                  aria-current={isHere(location, href) ? 'page' : undefined}
                  onClick={close}
                  data-testid={`nav-${id}`}
                >
                  <Icon size={20} stroke={1.7} aria-hidden />
                  <span className={classes.lineLabel}>{t(`common:nav.${id}`)}</span>
                  <UnseenBadge section={id} narrow={false} />
                </Link>
              ))}
            </nav>
            <div className={classes.menus}>
              <SchemeMenu />
              <LanguageMenu />
            </div>
            <StatusBar />
          </Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
    </nav>
  )
}
