import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { homeFolder } from '../base/process/home-folder.ts'
import type { Settings } from '../contract/node.ts'
import { CATALOGUE_ENTRIES } from '../protocol/search-reach.ts'

function userName(): string {
  try {
    return userInfo().username.trim().slice(0, 64) || 'Somebody'
  } catch {
    // the user has no passwd entry (some containers)
    return 'Somebody'
  }
}

const transferDefaults = {
  transferLimits: { down: 0, up: 0, peerDown: 0, peerUp: 0 },
  transferSchedule: [],
  alternativeLimits: { down: 500_000, up: 100_000 },
  alternativeLimitsOn: false,
  transferSlots: { downloads: 8, perPeer: 4, uploads: 8 },
  friendsFirst: false,
  keepAwake: true,
  targetFolders: { byKind: {}, byCommunity: {} },
} satisfies Partial<Settings>

/** Two million entries of other peers take about 2 GB on disk. */
const searchDefaults = {
  searchScope: 'network',
  catalogueEntries: CATALOGUE_ENTRIES,
  catalogueMegabytes: 1000,
  cataloguePeerEntries: 200_000,
} as const satisfies Partial<Settings>

/** The settings of a new node. Downloads of an account without a home folder go below `dataDir`. */
export function defaultSettings(dataDir = tmpdir()): Settings {
  const home = homeFolder()
  return {
    name: userName(),
    downloadFolder: home === null ? join(dataDir, 'downloads') : join(home, 'Downloads', 'Hyoban'),
    network: true,
    community: '',
    closeTo: 'tray',
    trustMode: 'robust',
    ...searchDefaults,
    ...transferDefaults,
  }
}
