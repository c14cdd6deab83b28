import {
  IconActivity,
  IconArrowsDownUp,
  IconFlask,
  IconFolders,
  IconHelp,
  IconSearch,
  IconSettings,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react'

/** The pages of the navigation, in order; a new page adds its line here and its route in app.tsx. */
export const PLACES = [
  { id: 'search', href: '/', icon: IconSearch },
  { id: 'transfers', href: '/transfers', icon: IconArrowsDownUp },
  { id: 'library', href: '/library', icon: IconFolders },
  { id: 'peers', href: '/peers', icon: IconUsers },
  { id: 'communities', href: '/communities', icon: IconUsersGroup },
  { id: 'activity', href: '/activity', icon: IconActivity },
  { id: 'simulator', href: '/simulator', icon: IconFlask },
  { id: 'settings', href: '/settings', icon: IconSettings },
  { id: 'help', href: '/help', icon: IconHelp },
] as const

/** The pages in the bar of a phone; the others are behind "More". */
export const PHONE_PLACES: readonly string[] = ['search', 'transfers', 'library', 'peers']

/** True if `location` is at or below `href`. */
export function isHere(location: string, href: string): boolean {
  return href === '/'
    ? location === '/' || location === '' || location.startsWith('/search/')
    : location === href || location.startsWith(`${href}/`)
}
