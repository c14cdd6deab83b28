import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, protocol } from 'electron'
import { report } from './shell/report.ts'
import { APP_SCHEME } from './shell/electron/app-protocol.ts'
import { DesktopApp } from './shell/electron/desktop-app.ts'
import { launchOptions } from './shell/electron/launch-options.ts'

const outDir = join(dirname(fileURLToPath(import.meta.url)), '..')

function main(): void {
  // Unpackaged, Electron's own path and the app's folder come before the arguments.
  const { ownDataDir, ...init } = launchOptions(process.argv.slice(app.isPackaged ? 1 : 2), process.env)
  // A node of its own needs a window of its own: the lock below is one a profile.
  if (ownDataDir) app.setPath('userData', join(init.dataDir, 'desktop'))
  else if (init.demo) app.setPath('userData', join(app.getPath('appData'), 'Hyoban Demo'))
  app.enableSandbox()
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } }])
  if (!app.requestSingleInstanceLock()) return app.quit()
  void app.whenReady().then(() => {
    const desktop = new DesktopApp(outDir, init)
    app.on('second-instance', () => desktop.show())
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())
    desktop.start()
  })
}

try {
  main()
} catch (error) {
  const { line, code } = report(error)
  console.error(line)
  app.exit(code)
}
