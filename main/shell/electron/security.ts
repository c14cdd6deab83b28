import { app, session, shell, type WebContents } from 'electron'
import { isAppPage, mayDownload, mayOpenOutside, permissionAllowed } from './policy.ts'

/** Schemes of pages' own data and of Chromium's tools. */
const LOCAL = /^(data|blob|devtools):/

/** Denies a page navigation, windows, webviews, devices and downloads that it did not generate itself. */
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

/** Applies Electron's security checklist to all pages and sessions; call once, before creating a window. */
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
  // the UI is entirely local: any other request is blocked
  defaultSession.webRequest.onBeforeRequest(({ url }, answer) =>
    answer({ cancel: !isAppPage(url) && !LOCAL.test(url) }),
  )
}
