import { readFileSync } from 'node:fs'

/** File systems behind a network, or behind a program that may stand still. */
const NETWORK = /^(?:nfs4?|cifs|smb3|smbfs|ncpfs|9p|afs|ceph|lustre|beegfs|autofs|fuse(?:\..*)?)$/
/** Programs that show folders of this machine: they answer as long as its disks do. */
const LOCAL = new RegExp(
  `^fuse\\.(?:${[
    // pools of disks, and views of folders
    'mergerfs|mhddfs|shfs|unionfs(?:-fuse)?|fuse-overlayfs|bindfs|portal|lxcfs|posixovl|ciopfs',
    // encryption
    'gocryptfs|encfs|cryfs|securefs|dislocker(?:-fuse)?',
    // file systems of disks, and images
    'exfat(?:-fuse)?|ntfs-3g|fusefat|fuse-ext2|fuse2fs|lklfuse|apfs(?:-fuse)?',
    'squashfuse|archivemount|fuse-zip|AppImage.*',
  ].join('|')})$`,
)

/** A mounted file system that may stop answering. */
export interface NetworkMount {
  /** Another one after the same place was mounted again. */
  key: string
  /** Where it is mounted. */
  point: string
}

interface Mount extends NetworkMount {
  isNetwork: boolean
}

/**
 * Reads /proc/self/mountinfo; mounts are in the order in which they cover each other. The root of a machine that has no
 * disk of its own counts as local: without it nothing runs.
 */
export function parseMounts(text: string): Mount[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const fields = line.split(' ')
      const type = fields[fields.indexOf('-') + 1] ?? ''
      const point = (fields[4] ?? '').replace(/\\([0-7]{3})/g, (_, octal: string) =>
        String.fromCharCode(parseInt(octal, 8)),
      )
      return { key: fields[0] ?? '', point, isNetwork: point !== '/' && NETWORK.test(type) && !LOCAL.test(type) }
    })
}

/** The network mount that an absolute path is on; null if there is none. */
export function mountIn(mounts: readonly Mount[], path: string): NetworkMount | null {
  let found: Mount | undefined
  for (const mount of mounts) {
    const { point } = mount
    const covers = path === point || point === '/' || path.startsWith(`${point}/`)
    // of two mounts at one place, the later one is seen
    if (covers && point.length >= (found?.point.length ?? 0)) found = mount
  }
  return found?.isNetwork ? { key: found.key, point: found.point } : null
}

/** The share of a UNC path of Windows (\\server\share\...); null for other paths. */
export function shareIn(path: string): NetworkMount | null {
  const point = /^[\\/]{2}(?![?.][\\/])[^\\/]+[\\/][^\\/]+/.exec(path)?.[0]
  return point === undefined ? null : { key: point.toLowerCase(), point }
}

/** Mounts change rarely; they are read again after this many ms. */
const FRESH_MS = 1000
let known: { mounts: Mount[]; at: number } = { mounts: [], at: -Infinity }

/**
 * The network mount that an absolute path is on, without touching the disk; null if it is on a disk of this machine, or
 * the system does not say (macOS, mapped drives of Windows).
 */
export function networkMountOf(path: string): NetworkMount | null {
  if (process.platform === 'win32') return shareIn(path)
  if (process.platform !== 'linux') return null
  const now = performance.now()
  if (now - known.at > FRESH_MS) known = { mounts: readMounts(), at: now }
  return mountIn(known.mounts, path)
}

function readMounts(): Mount[] {
  try {
    return parseMounts(readFileSync('/proc/self/mountinfo', 'utf8'))
  } catch {
    return []
  }
}
