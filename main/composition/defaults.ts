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

/** Search asks the network; two million entries of others take some 2 GB of disk. */
export const searchDefaults = {
  searchScope: 'network',
  catalogueEntries: 2_000_000,
  catalogueMegabytes: 1000,
  cataloguePeerEntries: 200_000,
} as const satisfies Partial<Settings>

/** The settings of a node that has never been told any. */
export function defaultSettings(): Settings {
  return {
    name: userName(),
    downloadFolder: join(homedir(), 'Downloads', 'Hyoban'),
    network: true,
    community: '',
    closeTo: 'tray',
    trustMode: 'robust',
    ...searchDefaults,
    ...transferDefaults,
  }
}
