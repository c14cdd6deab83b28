import { useLocalStorage } from '@mantine/hooks'
import { NOTICE_KINDS, type Notice } from '../../main/contract/activity.ts'

/** System notifications enabled in this browser or on this desktop; off by default. */
export interface NoticePreferences {
  on: boolean
  /** Kinds that are switched off. */
  off: Notice['kind'][]
}

const KEY = 'hyoban.notices'
const NONE: NoticePreferences = { on: false, off: [] }

/** Parses the stored text; anything invalid yields the defaults. */
export function parseNoticePreferences(text: string | undefined): NoticePreferences {
  try {
    const value: unknown = JSON.parse(text ?? '')
    if (typeof value !== 'object' || value === null) return NONE
    const off = 'off' in value && Array.isArray(value.off) ? value.off : []
    return { on: 'on' in value && value.on === true, off: NOTICE_KINDS.filter((kind) => off.includes(kind)) }
  } catch {
    return NONE
  }
}

/** The preferences, kept in this browser's storage since the permission belongs to the browser. */
export function useNoticePreferences(): [NoticePreferences, (preferences: NoticePreferences) => void] {
  const [preferences, set] = useLocalStorage<NoticePreferences>({
    key: KEY,
    defaultValue: NONE,
    getInitialValueInEffect: false,
    deserialize: parseNoticePreferences,
  })
  return [preferences, set]
}
