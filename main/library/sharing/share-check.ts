import { opendir, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute } from 'node:path'
import { onDisk } from '../../base/disks/disk-guard.ts'
import { HyobanError, systemCode } from '../../base/errors.ts'
import { realPath, systemPath } from '../../base/process/system-path.ts'
import { isInside, unpublishable } from '../scan/path-rules.ts'

function unreadable(path: string, cause: unknown): HyobanError {
  return new HyobanError('FOLDER_UNREADABLE', `${path} cannot be read.`, {
    hint: 'Change its permissions, or choose another folder.',
    details: { path },
    cause,
  })
}

/**
 * Identifies a folder independently of the spelling of its path: on case-insensitive file systems one folder has many
 * paths. Empty if unknown.
 */
type Identify = (path: string) => Promise<string>

const byInode: Identify = async (path) => {
  const found = await onDisk(path, () => stat(systemPath(path), { bigint: true })).catch(() => null)
  return found && found.ino > 0n ? `${found.dev}:${found.ino}` : ''
}

/** Identities of a folder and all folders above it. */
async function upwards(path: string, identify: Identify): Promise<Set<string>> {
  const found = new Set<string>()
  for (let at = path; dirname(at) !== at; at = dirname(at)) found.add(await identify(at))
  found.delete('')
  return found
}

/**
 * The real path of a folder that may be shared. Throws HyobanError: FOLDER_MISSING, FOLDER_UNREADABLE, or BAD_INPUT for
 * a file, a relative path, a whole disk, the data directory (`excluded`), and a folder that equals, contains or is
 * inside a shared one.
 */
export async function checkShare(
  path: string,
  shared: readonly string[],
  excluded: readonly string[],
  identify = byInode,
): Promise<string> {
  if (!isAbsolute(path))
    throw new HyobanError('BAD_INPUT', `"${path}" is not an absolute path.`, {
      hint: 'Give an absolute path.',
      details: {
        path,
      },
    })
  let real: string
  try {
    real = await realPath(path)
    if (!(await onDisk(real, () => stat(systemPath(real)))).isDirectory())
      throw new HyobanError('BAD_INPUT', `${path} is a file, not a folder.`, {
        hint: 'Share the folder that contains it.',
        details: {
          path,
        },
      })
    await onDisk(real, async () => (await opendir(systemPath(real))).close())
  } catch (error) {
    if (error instanceof HyobanError) throw error
    const code = systemCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new HyobanError('FOLDER_MISSING', `The folder ${path} does not exist.`, {
        hint: 'Check the path, or choose another folder.',
        details: { path },
        cause: error,
      })
    if (code === 'ELOOP')
      throw new HyobanError('BAD_INPUT', `${path} is a symbolic link that leads back to itself.`, {
        hint: 'Choose another folder.',
        details: { path },
        cause: error,
      })
    throw unreadable(path, error)
  }
  if (dirname(real) === real)
    throw new HyobanError('BAD_INPUT', 'A whole disk cannot be shared.', {
      hint: 'Choose a folder on it.',
      details: { path },
    })
  const name = unpublishable(basename(real))
  if (name !== null)
    throw new HyobanError('BAD_INPUT', `${path} cannot be shared: ${name}.`, {
      hint: 'Rename the folder.',
      details: { path },
    })
  const [itself, above] = [await identify(real), await upwards(real, identify)]
  /** Scans exclude the data directory by path, and would not recognise it below another spelling. */
  const isHiddenFrom = async (): Promise<boolean> => {
    if (excluded.some((own) => isInside(own, real))) return false
    for (const own of excluded) if ((await upwards(own, identify)).has(itself)) return true
    return false
  }
  for (const own of excluded) {
    if (isInside(real, own) || above.has(await identify(own)) || (await isHiddenFrom()))
      throw new HyobanError('BAD_INPUT', `${path} contains Hyoban's own data and keys.`, {
        hint: 'Choose another folder.',
        details: {
          path,
        },
      })
  }
  for (const other of shared) {
    const that = await identify(other)
    if (real === other || (that !== '' && that === itself))
      throw new HyobanError('BAD_INPUT', `${path} is already shared.`, { details: { path, other } })
    if (isInside(real, other) || above.has(that))
      throw new HyobanError('BAD_INPUT', `${path} is inside ${other}, which is already shared.`, {
        details: { path, other },
      })
    if (isInside(other, real) || (await upwards(other, identify)).has(itself))
      throw new HyobanError('BAD_INPUT', `${path} contains ${other}, which is already shared.`, {
        hint: 'Stop sharing that folder first.',
        details: { path, other },
      })
  }
  return real
}

/** A folder's name in the catalogue: its own, numbered if another shared folder has the same. */
export function uniqueName(path: string, taken: ReadonlySet<string>): string {
  const name = basename(path)
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name} (${n})`
    if (!taken.has(candidate)) return candidate
  }
}
