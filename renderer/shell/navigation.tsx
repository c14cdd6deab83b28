import { Tooltip } from '@mantine/core'
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react'
import { Link, useLocation } from 'wouter'
import { isHere, PLACES } from './places.ts'
import { UnseenBadge } from './unseen-badge.tsx'
import { useRunningDownloads } from './use-running-downloads.ts'
import { useText } from '../hooks/use-text.ts'
import classes from './shell.module.css'

/** The navigation on the left; icons only when narrow. */
export function Navigation({ narrow, onToggle }: { narrow: boolean; onToggle: () => void }) {
  const { t } = useText()
  const [location] = useLocation()
  const running = useRunningDownloads()
  const Toggle = narrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse
  const toggleLabel = narrow ? t('common:nav.expand') : t('common:nav.collapse')
  return (
    <nav className={classes.nav} data-narrow={narrow || undefined} aria-label={t('common:nav.label')}>
      {PLACES.map(({ id, href, icon: Icon }) => {
        const here = isHere(location, href)
        return (
          <Tooltip key={id} label={t(`common:nav.${id}`)} position="right" disabled={!narrow}>
            <Link
              href={href}
              className={classes.item}
              data-on={here || undefined}
              aria-current={here ? 'page' : undefined}
              data-testid={`nav-${id}`}
            >
              <Icon size={18} stroke={1.7} aria-hidden style={{ flex: 'none' }} />
              <span className={classes.label}>{t(`common:nav.${id}`)}</span>
              <UnseenBadge section={id} narrow={narrow} />
              {id === 'transfers' && running > 0 && (
                <span className={classes.count} title={t('common:nav.running', { count: running })}>
                  {running}
                </span>
              )}
            </Link>
          </Tooltip>
        )
      })}
      <div className={classes.spring} />
      <Tooltip label={toggleLabel} position="right" disabled={!narrow}>
        <button type="button" className={classes.item} onClick={onToggle} aria-expanded={!narrow}>
          <Toggle size={18} stroke={1.7} aria-hidden style={{ flex: 'none' }} />
          <span className={classes.label}>{toggleLabel}</span>
        </button>
      </Tooltip>
    </nav>
  )
}
