import { useLocalStorage } from '@mantine/hooks'
import { NOTICE_KINDS, type Notice } from '../../main/contract/activity.ts'

/** Which notifications of the system a person wants in this browser (or on this desktop): none unless switched on. */
export interface NoticePreferences {
  on: boolean
  /** Kinds that are not wanted. */
  off: Notice['kind'][]
}

const KEY = 'hyoban.notices'
const NONE: NoticePreferences = { on: false, off: [] }

/** What was stored, whatever it is, as a wish. */
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

/** The wish, remembered where it holds: a permission belongs to one browser. */
export function useNoticePreferences(): [NoticePreferences, (wish: NoticePreferences) => void] {
  const [wish, set] = useLocalStorage<NoticePreferences>({
    key: KEY,
    defaultValue: NONE,
    getInitialValueInEffect: false,
    deserialize: parseNoticePreferences,
  })
  return [wish, set]
}
