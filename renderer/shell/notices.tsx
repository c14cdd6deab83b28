import { useState } from 'react'
import { VisuallyHidden } from '@mantine/core'
import { useLocation } from 'wouter'
import type { Notice } from '../../main/contract/activity.ts'
import { useNoticePreferences } from '../client/notice-preferences.ts'
import { useClient } from '../client/provider.tsx'
import { useCapabilities } from '../client/queries.ts'
import { showNotice } from '../client/system-notification.ts'
import { useEach } from '../client/streams/use-each.ts'
import { notifyEvent, notifyRefusal } from '../components/feedback/notify.tsx'
import { useFormat } from '../hooks/use-format.ts'
import { useText } from '../hooks/use-text.ts'
import { noticeText } from './notice-text.ts'

/** Route of each kind of notice. */
const PLACES: Record<Notice['kind'], string> = {
  downloadDone: '/transfers',
  downloadFailed: '/transfers',
  wishFound: '/search/saved',
  peerExcluded: '/peers/excluded',
}

/**
 * Announces events: to screen readers, as a toast if the user must act, and as a system notification if enabled and
 * the page is hidden.
 */
export function NoticeAnnouncer() {
  const { t } = useText()
  const format = useFormat()
  const client = useClient()
  const can = useCapabilities()
  const [preferences] = useNoticePreferences()
  const [, navigate] = useLocation()
  const [announcement, setAnnouncement] = useState('')
  const announce = (notice: Notice): void => {
    const { title, body } = noticeText(notice, t, format)
    const isInFront = document.hasFocus() && !document.hidden
    // Toasts are live regions already.
    if (isInFront && notice.kind === 'downloadFailed') return notifyRefusal(title, body)
    setAnnouncement(`${title} ${body}`)
    if (!isInFront && preferences.on && !preferences.off.includes(notice.kind)) {
      // a notification that the system refuses is shown in the page instead
      showNotice(client, can.notify, { tag: notice.kind, title, body }, () => navigate(PLACES[notice.kind])).then(
        (shown) => shown || notifyEvent(title, body),
        () => notifyEvent(title, body),
      )
    }
  }
  useEach('activity.notices', (node, signal) => node.activity.notices(undefined, { signal }), announce)
  return (
    <VisuallyHidden role="status" data-testid="announced">
      {announcement}
    </VisuallyHidden>
  )
}
