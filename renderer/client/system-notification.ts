import type { Client } from './connection/connection.ts'

export interface SystemNotification {
  tag: string
  title: string
  body: string
}

/** What the browser says: 'none' where it has no notifications for this page at all. */
type NoticePermission = NotificationPermission | 'none'

export function noticePermission(): NoticePermission {
  return typeof Notification === 'undefined' ? 'none' : Notification.permission
}

/** Asks the person; only to be called when one has just asked for notifications. */
export async function askPermission(): Promise<NoticePermission> {
  return typeof Notification === 'undefined' ? 'none' : Notification.requestPermission()
}

/**
 * Shows a notification by the desktop app or the browser; `pressed` is called if it is. The newest with a tag takes the
 * place of the one before.
 */
export async function showNotice(
  client: Client,
  desktop: boolean,
  notice: SystemNotification,
  pressed: () => void,
): Promise<void> {
  if (desktop) {
    if ((await client.desktop.notify(notice)).pressed) pressed()
    return
  }
  if (noticePermission() !== 'granted') return
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
}
