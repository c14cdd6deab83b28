import { useEffect, type CSSProperties, type ReactNode } from 'react'
import { useLocalStorage, useMediaQuery, useWindowEvent } from '@mantine/hooks'
import { useLocation } from 'wouter'
import { focusSearch } from '../components/search-focus.ts'
import { Banners } from './banners.tsx'
import { NoticeAnnouncer } from './notices.tsx'
import { DropZone } from './opened/drop-zone.tsx'
import { OpenedDialog } from './opened/opened-dialog.tsx'
import { Navigation } from './navigation.tsx'
import { PhoneNavigation } from './phone-navigation.tsx'
import { isPlainKey } from './plain-key.ts'
import { ShortcutsDialog } from './shortcuts-dialog.tsx'
import { StatusBar } from './status/status-bar.tsx'
import { TopBar } from './top-bar.tsx'
import { UpdateLine } from './update-line.tsx'
import { usePhone } from '../hooks/use-phone.ts'
import { useText } from '../hooks/use-text.ts'
import classes from './shell.module.css'

/**
 * The frame around the pages: top bar, navigation, content, status bar (a bar of pages on a phone). "/" focuses the
 * search field.
 */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useText()
  const [, navigate] = useLocation()
  const small = useMediaQuery('(max-width: 1099px)', false, { getInitialValueInEffect: false }) ?? false
  const [navigation, setNavigation] = useLocalStorage<'wide' | 'narrow' | 'auto'>({
    key: 'hyoban.nav',
    defaultValue: 'auto',
    getInitialValueInEffect: false,
  })
  const phone = usePhone()
  const narrow = navigation === 'auto' ? small : navigation === 'narrow'
  useWindowEvent('keydown', (event) => {
    if (!isPlainKey(event, '/')) return
    event.preventDefault()
    focusSearch(() => navigate('/'))
  })
  useEffect(() => window.hyoban?.onGo((place) => navigate(place)), [navigate])
  const width = { '--nav-width': narrow ? '56px' : '196px' } as CSSProperties
  return (
    <div className={classes.shell} style={width}>
      <a
        className="skip-link"
        href="#content"
        onClick={(event) => {
          event.preventDefault()
          document.getElementById('content')?.focus()
        }}
      >
        {t('common:skip')}
      </a>
      <TopBar />
      {!phone && <Navigation narrow={narrow} onToggle={() => setNavigation(narrow ? 'wide' : 'narrow')} />}
      <main className={classes.main} id="content" tabIndex={-1}>
        <Banners />
        <UpdateLine />
        <div className={classes.content}>{children}</div>
      </main>
      {phone ? <PhoneNavigation /> : <StatusBar />}
      <OpenedDialog />
      <DropZone />
      <ShortcutsDialog />
      <NoticeAnnouncer />
    </div>
  )
}
