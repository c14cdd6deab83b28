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

const transferDefaults = {
  transferLimits: { down: 0, up: 0, peerDown: 0, peerUp: 0 },
  transferSchedule: [],
  transferSlots: { downloads: 8, perPeer: 4, uploads: 8 },
  friendsFirst: false,
  keepAwake: true,
  targetFolders: { byKind: {}, byCommunity: {} },
} satisfies Partial<Settings>

/** The settings of a node that has never been told any. */
export function defaultSettings(): Settings {
  return { name: userName(), downloadFolder: join(homedir(), 'Downloads', 'Hyoban'), network: true, community: '', closeTo: 'tray', trustMode: 'robust', ...transferDefaults }
}
