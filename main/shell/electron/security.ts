import { app, session, shell, type WebContents } from 'electron'
import { isAppPage, mayDownload, mayOpenOutside, permissionAllowed } from './policy.ts'

/** What a page makes itself, and Chromium's own tools. */
const LOCAL = /^(data|blob|devtools):/

/**
 * Denies a page everything but itself: other pages, windows, webviews, devices, downloads that it did not make itself.
 */
function harden(contents: WebContents): void {
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpenOutside(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
  const stay = (event: { url: string; preventDefault(): void }): void => {
    if (!isAppPage(event.url)) event.preventDefault()
  }
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/** Applies Electron's security checklist to every page and session of the app; call once, before any window is made. */
export function secureApp(): void {
  app.on('web-contents-created', (_event, contents) => harden(contents))
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(permissionAllowed(permission, details.requestingUrl))
  })
  defaultSession.setPermissionCheckHandler((_contents, permission, origin) => permissionAllowed(permission, origin))
  defaultSession.setDevicePermissionHandler(() => false)
  defaultSession.on('will-download', (event, item) => {
    if (!mayDownload(item.getURL())) event.preventDefault()
  })
  // The UI is local as a whole: a page that asks for anything else is not ours.
  defaultSession.webRequest.onBeforeRequest(({ url }, answer) =>
    answer({ cancel: !isAppPage(url) && !LOCAL.test(url) }),
  )
}
