import { useEffect, useState } from 'react'
import { VisuallyHidden } from '@mantine/core'
import { useLocation } from 'wouter'
import type { Notice } from '../../main/contract/activity.ts'
import { useNoticePreferences } from '../client/notice-preferences.ts'
import { useClient } from '../client/provider.tsx'
import { useCapabilities } from '../client/queries.ts'
import { showNotice } from '../client/system-notification.ts'
import { useEach } from '../client/streams/use-each.ts'
import { isAt, lookedAt, NOTICE_PLACES, useUnseen, withNotice } from '../client/unseen.ts'
import { lastLook } from '../client/last-look.ts'
import { notifyEvent, notifyRefusal, notifyWithAction } from '../components/feedback/notify.tsx'
import { useFormat } from '../hooks/use-format.ts'
import { useText } from '../hooks/use-text.ts'
import { noticeText } from './notice-text.ts'

/**
 * Announces events: as a toast with an action while the page is in front, else to screen readers and, if enabled, as a
 * system notification. What is not on the page counts as unseen until it has been looked at.
 */
export function NoticeAnnouncer() {
  const { t } = useText()
  const format = useFormat()
  const client = useClient()
  const can = useCapabilities()
  const [preferences] = useNoticePreferences()
  const [location, navigate] = useLocation()
  const [unseen, setUnseen] = useUnseen()
  const [announcement, setAnnouncement] = useState('')
  useEffect(() => {
    lastLook()
  }, [])
  useEffect(() => {
    if (lookedAt(unseen, location) !== unseen) setUnseen((before) => lookedAt(before, location))
  }, [unseen, location, setUnseen])
  const announce = (notice: Notice): void => {
    const { title, body } = noticeText(notice, t, format)
    const isInFront = document.hasFocus() && !document.hidden
    if (!isInFront || !isAt(location, notice.kind)) setUnseen((before) => withNotice(before, notice))
    // Toasts are live regions already.
    if (isInFront && notice.kind === 'downloadFailed') return notifyRefusal(title, body)
    if (isInFront)
      return notifyWithAction(title, body, t(`activity:go.${notice.kind}`), () => navigate(NOTICE_PLACES[notice.kind]))
    setAnnouncement(`${title} ${body}`)
    if (!isInFront && preferences.on && !preferences.off.includes(notice.kind)) {
      // a notification that the system refuses is shown in the page instead
      showNotice(client, can.notify, { tag: notice.kind, title, body }, () =>
        navigate(NOTICE_PLACES[notice.kind]),
      ).then(
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
