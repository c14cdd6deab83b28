import { access, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolders } from '../base/make-folders.ts'
import { fingerprint } from './fingerprint.ts'

// A copied identity.json looks like the original, but the rating log that belongs to it is elsewhere. So the data
// directory is marked by a node that begins a log in it, and by one that has recovered it there.

interface LogOwner {
  /** Log folder in the data directory. */
  logs: string
  publicKeyHex: string
}

const markOf = (dataDir: string, { publicKeyHex }: LogOwner): string =>
  join(dataDir, `log-home-${fingerprint(publicKeyHex)}`)

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** Records that the rating log of this identity is at home in this data directory; creates its folder if missing. */
export async function markLogHome(dataDir: string, owner: LogOwner): Promise<void> {
  await makeFolders(join(dataDir, owner.logs), 0o700)
  await writeFile(markOf(dataDir, owner), '', { mode: 0o600 })
}

/** 'unmarked': a folder from before there were marks, or that of another identity. */
export async function logHome(dataDir: string, owner: LogOwner): Promise<'marked' | 'unmarked' | 'missing'> {
  if (!(await exists(join(dataDir, owner.logs)))) return 'missing'
  return (await exists(markOf(dataDir, owner))) ? 'marked' : 'unmarked'
}
