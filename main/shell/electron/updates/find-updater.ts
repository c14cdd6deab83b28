import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { AppUpdater } from 'electron-updater'
import type { AppUpdate } from '../../../contract/desktop.ts'
import type { NoUpdates } from './updates.ts'

/** Where the app runs, as far as updates depend on it. */
export interface Installation {
  packaged: boolean
  /** Folder of app.asar, where the builder writes `app-update.yml` and `package-type`. */
  resources: string
  platform: NodeJS.Platform
  env: NodeJS.ProcessEnv
}

/** Why this copy never looks for updates; undefined if it does. */
export function whyOff({ packaged, resources, platform, env }: Installation): AppUpdate['reason'] | undefined {
  if (!packaged) return 'notInstalled'
  // written only by builds with a `publish` setting
  if (!existsSync(join(resources, 'app-update.yml'))) return 'noServer'
  // an unpacked archive: neither an AppImage nor the system's package
  if (platform === 'linux' && !env['APPIMAGE'] && !existsSync(join(resources, 'package-type'))) return 'unsupported'
  return undefined
}

/** electron-updater's updater for this kind of package, or why there is none. */
export async function findUpdater(installation: Installation): Promise<AppUpdater | NoUpdates> {
  const why = whyOff(installation)
  if (why) return { why }
  const { default: electronUpdater } = await import('electron-updater')
  return electronUpdater.autoUpdater
}
