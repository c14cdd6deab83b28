import { join, resolve } from 'node:path'
import { HyobanError } from '../base/errors.ts'
import { homeFolder } from '../base/process/home-folder.ts'

/**
 * Default folder for identity, logs and database: HYOBAN_DATA_DIR, otherwise the platform's folder for application data
 * (XDG_DATA_HOME on Linux, Application Support on macOS, LOCALAPPDATA on Windows). Throws HyobanError BAD_INPUT if
 * that needs a home folder and this account has none.
 */
export function defaultDataDir(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
  home: string | null = homeFolder(),
): string {
  if (env.HYOBAN_DATA_DIR) return resolve(env.HYOBAN_DATA_DIR)
  const below = (...parts: string[]): string => {
    if (home !== null) return join(home, ...parts)
    throw new HyobanError('BAD_INPUT', 'This account has no home folder to keep an identity in.', {
      hint: 'Name a folder with --data-dir or HYOBAN_DATA_DIR.',
    })
  }
  if (platform === 'darwin') return below('Library', 'Application Support', 'Hyoban')
  if (platform === 'win32') return join(env.LOCALAPPDATA || below('AppData', 'Local'), 'Hyoban')
  // the XDG specification requires relative values to be ignored
  return join(env.XDG_DATA_HOME?.startsWith('/') ? env.XDG_DATA_HOME : below('.local', 'share'), 'hyoban')
}
