import { resolve } from 'node:path'
import { Activity } from '../activity/activity.ts'
import { asHyobanError, HyobanError } from '../base/errors.ts'
import { makeFolders } from '../base/make-folders.ts'
import { fingerprint } from '../identity/fingerprint.ts'
import type { NodeOptions } from '../node.ts'
import { PeerNames } from '../peers/names.ts'
import { PeerRegistry } from '../peers/peers.ts'
import { defaultSettings } from '../settings/defaults.ts'
import { UserSettings } from '../settings/settings.ts'
import { dataDiskProblem } from '../status/data-disk.ts'
import { StandingNotices } from '../status/standing-notices.ts'
import { SqliteActivityStore } from '../store/activity-store.ts'
import { SqlitePeerStore } from '../store/peer-store.ts'
import { SqliteSettingsStore } from '../store/settings-store.ts'
import type { Ground } from './ground.ts'

/** The user's settings, notices and activity feed, and the peers met so far. */
export interface Profile {
  settings: UserSettings
  notices: StandingNotices
  activity: Activity
  peers: PeerRegistry
  names: PeerNames
}

/** Loads the profile; options of the command line become settings. */
export async function openProfile({ setup = {} }: NodeOptions, ground: Ground): Promise<Profile> {
  const { self, dataDir, database, clock } = ground
  const notices = new StandingNotices()
  if (database.movedTo) notices.raise('database', rebuiltDatabase(database.movedTo))
  database.pending.events.on('refused', ({ error }) => notices.raise('data-disk', dataDiskProblem(error, dataDir)))
  database.pending.events.on('written', () => notices.clear('data-disk'))
  const settings = new UserSettings(new SqliteSettingsStore(database), defaultSettings(ground.dataDir))
  const { name, community, downloadFolder } = setup
  settings.change({
    ...(name && { name }),
    ...(community && { community }),
    ...(downloadFolder && { downloadFolder: resolve(downloadFolder) }),
  })
  await makeFolders(settings.values.downloadFolder).catch((error: unknown) =>
    notices.raise('downloads', asHyobanError(error, settings.values.downloadFolder)),
  )
  const activity = new Activity(new SqliteActivityStore(database), clock)
  const peers = new PeerRegistry(new SqlitePeerStore(database), clock)
  const names = new PeerNames(peers, { key: self, name: () => settings.values.name }, fingerprint)
  return { settings, notices, activity, peers, names }
}

function rebuiltDatabase(path: string): HyobanError {
  return new HyobanError('CORRUPT', `The database was damaged and has been rebuilt; the old one is at ${path}.`, {
    hint:
      'Shares, settings, trust and search are restored from your folders and logs; ' +
      'the list of transfers starts empty.',
    details: { path },
  })
}
