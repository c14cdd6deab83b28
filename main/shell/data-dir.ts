import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/**
 * Default folder for identity, logs and database: HYOBAN_DATA_DIR, otherwise the platform's folder for application data
 * (XDG_DATA_HOME on Linux, Application Support on macOS, LOCALAPPDATA on Windows).
 */
export function defaultDataDir(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (env.HYOBAN_DATA_DIR) return resolve(env.HYOBAN_DATA_DIR)
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Hyoban')
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'Hyoban')
  // the XDG specification requires relative values to be ignored
  const xdg = env.XDG_DATA_HOME?.startsWith('/') ? env.XDG_DATA_HOME : join(home, '.local', 'share')
  return join(xdg, 'hyoban')
}
