import type { Client } from './connection/connection.ts'

export interface SystemNotification {
  tag: string
  title: string
  body: string
}

/** The browser's permission; 'none' where notifications are not available to this page. */
type NoticePermission = NotificationPermission | 'none'

export function noticePermission(): NoticePermission {
  return typeof Notification === 'undefined' ? 'none' : Notification.permission
}

/** Asks the user for permission. Call only when notifications have just been switched on. */
export async function askPermission(): Promise<NoticePermission> {
  return typeof Notification === 'undefined' ? 'none' : Notification.requestPermission()
}

/**
 * Shows a notification through the desktop app or the browser; calls `pressed` when it is clicked. A notification
 * replaces the previous one with the same tag. Resolves with false if the system did not show it.
 */
export async function showNotice(
  client: Client,
  desktop: boolean,
  notice: SystemNotification,
  pressed: () => void,
): Promise<boolean> {
  if (desktop) {
    const outcome = await client.desktop.notify(notice)
    if (outcome.pressed) pressed()
    return outcome.shown
  }
  if (noticePermission() !== 'granted') return false
  const shown = new Notification(notice.title, {
    body: notice.body,
    tag: `hyoban-${notice.tag}`,
    icon: new URL('icon.png', document.baseURI).href,
  })
  shown.addEventListener('click', () => {
    window.focus()
    shown.close()
    pressed()
  })
  return true
}
