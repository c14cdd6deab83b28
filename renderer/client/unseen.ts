import { useLocalStorage } from '@mantine/hooks'
import { NOTICE_KINDS, type Notice } from '../../main/contract/activity.ts'

/** Route of each kind of notice, where it counts as seen. */
export const NOTICE_PLACES: Record<Notice['kind'], string> = {
  downloadDone: '/transfers',
  downloadFailed: '/transfers',
  wishFound: '/search/saved',
  peerExcluded: '/peers/excluded',
}

/** Section of the navigation that carries the badge for each kind of notice. */
const SECTIONS = {
  downloadDone: 'transfers',
  downloadFailed: 'transfers',
  wishFound: 'search',
  peerExcluded: 'peers',
} as const

/** Numbers of events not looked at yet, by kind of notice. */
export type Unseen = Partial<Record<Notice['kind'], number>>

/** Parses the stored text; anything invalid counts as nothing. */
export function parseUnseen(text: string | undefined): Unseen {
  try {
    const value: unknown = JSON.parse(text ?? '')
    if (typeof value !== 'object' || value === null) return {}
    const counts = new Map<string, unknown>(Object.entries(value))
    const unseen: Unseen = {}
    for (const kind of NOTICE_KINDS) {
      const count = counts.get(kind)
      if (typeof count === 'number' && Number.isSafeInteger(count) && count > 0) unseen[kind] = count
    }
    return unseen
  } catch {
    return {}
  }
}

/** `unseen` with the events of a notice added. */
export function withNotice(unseen: Unseen, { kind, count }: Pick<Notice, 'kind' | 'count'>): Unseen {
  return { ...unseen, [kind]: (unseen[kind] ?? 0) + count }
}

/** `unseen` without what the page at `location` shows; the same object if it shows none of it. */
export function lookedAt(unseen: Unseen, location: string): Unseen {
  const seen = NOTICE_KINDS.filter((kind) => unseen[kind] !== undefined && isAt(location, kind))
  if (seen.length === 0) return unseen
  return Object.fromEntries(Object.entries(unseen).filter(([kind]) => !seen.some((one) => one === kind)))
}

/** Whether the page at `location` shows what a notice is about. */
export function isAt(location: string, kind: Notice['kind']): boolean {
  const place = NOTICE_PLACES[kind]
  return location === place || location.startsWith(`${place}/`)
}

/** Number of unseen events of a section of the navigation. */
export function unseenIn(unseen: Unseen, section: string): number {
  return NOTICE_KINDS.reduce((sum, kind) => sum + (SECTIONS[kind] === section ? (unseen[kind] ?? 0) : 0), 0)
}

/** The unseen events, kept in this browser and shared by its tabs. */
export function useUnseen(): [Unseen, (change: (before: Unseen) => Unseen) => void] {
  const [unseen, set] = useLocalStorage<Unseen>({
    key: 'hyoban.unseen',
    defaultValue: {},
    getInitialValueInEffect: false,
    deserialize: parseUnseen,
  })
  return [unseen, set]
}
