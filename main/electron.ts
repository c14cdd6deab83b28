import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, dialog, protocol } from 'electron'
import { report } from './shell/report.ts'
import { APP_SCHEME } from './shell/electron/app-protocol.ts'
import { DesktopApp } from './shell/electron/desktop-app.ts'
import { launchOptions } from './shell/electron/launch-options.ts'
import { linkIn } from './shell/electron/links.ts'
import { makeProfileFolder } from './shell/electron/profile-folder.ts'
import { gpuLine, versionClash } from './shell/electron/start-problems.ts'
import { labelsFor } from './shell/electron/window/labels.ts'

const outDir = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Ends the app with the reason in one line, which whoever has no terminal reads in a dialog. */
function abort(error: unknown): void {
  const { line, code } = report(error)
  console.error(line)
  const end = (): void => app.exit(code)
  app.whenReady().then(() => {
    dialog.showErrorBox(labelsFor(app.getLocale()).stoppedTitle, line.replace(/^hyoban: /, ''))
    end()
  }, end)
}

function main(): void {
  // unpackaged, Electron's path and the app's folder precede the arguments
  const { ownDataDir, ...init } = launchOptions(process.argv.slice(app.isPackaged ? 1 : 2), process.env)
  // Chromium's files stay apart from the node's. The single-instance lock below is per profile, so each data directory
  // gets its own, and so does the demo.
  const profile = join(init.dataDir, init.demo && !ownDataDir ? 'demo-desktop' : 'desktop')
  makeProfileFolder(profile)
  app.setPath('userData', profile)
  // Windows shows notifications only for a registered app id (see electron-builder.yml)
  app.setAppUserModelId('org.hyoban.desktop')
  app.enableSandbox()
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ])
  if (!app.requestSingleInstanceLock({ version: app.getVersion() })) {
    console.error('hyoban: Hyoban is already running with these data; its window comes to the front.')
    return app.quit()
  }
  if (app.isPackaged) app.setAsDefaultProtocolClient('hyoban')
  // macOS delivers a link before the app is ready
  const early: string[] = []
  let open = (link: string): void => void early.push(link)
  app.on('open-url', (event, url) => {
    event.preventDefault()
    const link = linkIn([url])
    if (link) open(link)
  })
  const start = (): void => {
    const desktop = new DesktopApp(outDir, init)
    app.on('second-instance', (_event, args, _folder, data) => {
      const other = versionClash(data, app.getVersion())
      if (other !== undefined) {
        const message = labelsFor(app.getLocale()).otherVersion(app.getVersion(), other)
        console.error(`hyoban: ${message}`)
        void dialog.showMessageBox({ type: 'info', message })
      }
      const link = linkIn(args)
      if (link) open(link)
      else desktop.show()
    })
    app.on('child-process-gone', (_event, details) => {
      const line = gpuLine(details)
      if (line) console.error(`hyoban: ${line}`)
    })
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())
    desktop.start()
    open = (link) => desktop.openLink(link)
    const link = linkIn(process.argv)
    for (const one of link ? [...early, link] : early) open(one)
    // from here on, an error that nobody caught is logged; without a listener Electron would show it in a dialog
    for (const event of ['uncaughtException', 'unhandledRejection'] as const)
      process.on(event, (error: unknown) => console.error(report(error).line))
  }
  app.whenReady().then(start).catch(abort)
}

// the terminal that started the app may be gone
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
try {
  main()
} catch (error) {
  abort(error)
}
