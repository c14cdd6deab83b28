import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, dialog, protocol } from 'electron'
import { report } from './shell/report.ts'
import { APP_SCHEME } from './shell/electron/app-protocol.ts'
import { DesktopApp } from './shell/electron/desktop-app.ts'
import { launchOptions } from './shell/electron/launch-options.ts'
import { quickActionIn } from './shell/electron/system/quick-actions.ts'
import { HIDDEN } from './shell/electron/system/login-item.ts'
import { type OpenRequest, requestIn } from './shell/electron/links.ts'
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
  const given = process.argv.slice(app.isPackaged ? 1 : 2)
  const { ownDataDir, hidden, ...init } = launchOptions(given, process.env)
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
  // macOS delivers links and files by events, also before the app is ready
  const early: OpenRequest[] = []
  let open = (request: OpenRequest): void => void early.push(request)
  const opened = (event: Electron.Event, what: string): void => {
    event.preventDefault()
    const request = requestIn([what], '/')
    if (request) open(request)
  }
  app.on('open-url', opened)
  app.on('open-file', opened)
  const start = (): void => {
    const desktop = new DesktopApp(outDir, init, ownDataDir ? init.dataDir : undefined)
    app.on('second-instance', (_event, args, folder, data) => {
      const other = versionClash(data, app.getVersion())
      if (other !== undefined) void desktop.explainOtherVersion(other)
      const request = requestIn(args, folder)
      const action = quickActionIn(args)
      if (request) open(request)
      else if (action) desktop.act(action)
      else if (!args.includes(HIDDEN)) desktop.show()
    })
    app.on('child-process-gone', (_event, details) => {
      const line = gpuLine(details)
      if (line) console.error(`hyoban: ${line}`)
    })
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())
    // macOS says so itself; elsewhere the login item has the argument
    desktop.start(hidden || (process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin))
    open = (request) => desktop.open(request)
    const request = requestIn(given, process.cwd())
    for (const one of request ? [...early, request] : early) open(one)
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
