import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { Settings } from '../contract/node.ts'

function userName(): string {
  try {
    return userInfo().username.trim().slice(0, 64) || 'Somebody'
  } catch {
    // no entry in the system's list of users (some containers)
    return 'Somebody'
  }
}

/** The settings of a node that has never been told any. */
export function defaultSettings(): Settings {
  return { name: userName(), downloadFolder: join(homedir(), 'Downloads', 'Hyoban'), network: true, community: '', closeTo: 'tray', trustMode: 'robust' }
}
