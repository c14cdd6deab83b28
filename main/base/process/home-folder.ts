import { homedir, userInfo } from 'node:os'
import { isAbsolute } from 'node:path'

/**
 * The home folder of this account; null if it has none (service accounts, some containers). An empty or relative HOME
 * counts as unset, since it would lead into the current folder.
 */
export function homeFolder(): string | null {
  for (const read of [homedir, () => userInfo().homedir]) {
    try {
      const home = read()
      if (isAbsolute(home)) return home
    } catch {
      // no entry in the list of users
    }
  }
  return null
}
