import { expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { DiskGuard } from '../../main/base/disks/disk-guard.ts'
import { mountIn, parseMounts, shareIn } from '../../main/base/disks/network-mounts.ts'

const MOUNTS = parseMounts(
  [
    '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
    '31 22 0:40 / /mnt/my\\040nas rw,relatime shared:9 - nfs4 nas:/pool rw,hard',
    '32 22 0:41 / /mnt/pool rw - fuse.mergerfs a:b rw',
    '33 31 8:2 / /mnt/my\\040nas/usb rw - ext4 /dev/sdb1 rw',
    '34 22 0:42 / /mnt/ssh rw - fuse.sshfs me@there: rw',
    '',
  ].join('\n'),
)

test('only paths on network mounts are found, by the mount that covers them', () => {
  expect(mountIn(MOUNTS, '/mnt/my nas/films/a.mkv')).toEqual({ key: '31', point: '/mnt/my nas' })
  expect(mountIn(MOUNTS, '/mnt/my nas')).toEqual({ key: '31', point: '/mnt/my nas' })
  expect(mountIn(MOUNTS, '/mnt/ssh/a')).toEqual({ key: '34', point: '/mnt/ssh' })
  for (const local of ['/home/me', '/mnt/my nas/usb/a', '/mnt/my nasty', '/mnt/pool/a'])
    expect(mountIn(MOUNTS, local)).toBeNull()
})

test.each([
  ['fuse.shfs', true],
  ['fuse.mhddfs', true],
  ['fuse.fuse-overlayfs', true],
  ['fuse.gocryptfs', true],
  ['fuse.securefs', true],
  ['fuse.fusefat', true],
  ['fuse.exfat-fuse', true],
  ['fuseblk', true],
  ['fuse.AppImage_1', true],
  ['fuse.sshfs', false],
  ['fuse.rclone', false],
  ['fuse.gvfsd-fuse', false],
  ['fuse.glusterfs', false],
  ['fuse', false],
  ['fuse.shfs2', false],
])('a mount of type %s shows folders of this machine: %s', (type, isLocal) => {
  const mounts = parseMounts(`32 22 0:41 / /mnt/pool rw - ${type} source rw`)
  expect(mountIn(mounts, '/mnt/pool/a') === null).toBe(isLocal)
})

test('the root of a machine without a disk of its own counts as local', () => {
  expect(mountIn(parseMounts('22 1 0:30 / / rw - nfs4 server:/root rw'), '/home/me')).toBeNull()
})

test('a UNC path of Windows is on its share', () => {
  expect(shareIn('\\\\NAS\\films\\a.mkv')).toEqual({ key: '\\\\nas\\films', point: '\\\\NAS\\films' })
  for (const local of ['C:\\films', '\\\\?\\C:\\films', '\\\\.\\pipe\\x', 'films']) expect(shareIn(local)).toBeNull()
})

/** A guard on a mount at /net whose calls hang until `answer` is called, as do probes. */
function hanging(threads = 16) {
  const clock = new ManualClock()
  let hung: (() => void)[] = []
  let calls = 0
  const call = (): Promise<number> => new Promise((resolve) => hung.push(() => resolve(++calls)))
  const mountOf = (path: string) => {
    const [, key = ''] = path.split('/')
    return key.startsWith('net') ? { key, point: `/${key}` } : null
  }
  const guard = new DiskGuard({ clock, mountOf, probe: call, threads })
  const answer = async (): Promise<void> => {
    for (const resolve of hung) resolve()
    hung = []
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { guard, clock, call, answer, inFlight: () => hung.length }
}

test('a mount that hangs holds two calls and a probe; all others fail, and work again once it answers', async () => {
  const { guard, clock, call, answer, inFlight } = hanging()
  const all = [1, 2, 3, 4, 5].map(() => guard.run('/net/a', call))
  const ends = Promise.allSettled(all)
  expect(inFlight()).toBe(2)
  clock.advance(5000)
  expect(inFlight()).toBe(3)
  clock.advance(5000)
  for (const end of await ends)
    expect(end).toMatchObject({ reason: { code: 'DISK_ERROR', details: { path: '/net/a', away: 'silent' } } })
  await expect(guard.run('/net/b', call)).rejects.toMatchObject({ code: 'DISK_ERROR' })
  await expect(guard.watch('/net/b', call)).rejects.toMatchObject({ code: 'DISK_ERROR' })
  expect(inFlight()).toBe(3)
  expect(await guard.run('/home/a', () => Promise.resolve('local'))).toBe('local')
  await answer()
  expect(guard.isSilent('/net/b')).toBe(false)
  const later = guard.run('/net/b', call)
  await answer()
  expect(await later).toBe(4)
})

test('a slow call on a mount that answers its probe is waited for', async () => {
  const clock = new ManualClock()
  let probes = 0
  const probe = () => Promise.resolve(++probes)
  const guard = new DiskGuard({ clock, mountOf: () => ({ key: 'net', point: '/net' }), probe })
  const { promise, resolve } = Promise.withResolvers<string>()
  const slow = guard.run('/net/a', () => promise)
  for (let i = 0; i < 10; i++) {
    await Promise.resolve(clock.advance(5000))
    await new Promise((turn) => setImmediate(turn))
  }
  expect(probes).toBe(10)
  resolve('slow')
  expect(await slow).toBe('slow')
})

test('a file that is opened too late is given back', async () => {
  const { guard, clock, call, answer } = hanging()
  const late: number[] = []
  const opened = guard.run('/net/a', call, (value) => late.push(value))
  clock.advance(10_000)
  await expect(opened).rejects.toMatchObject({ code: 'DISK_ERROR' })
  await answer()
  expect(late).toEqual([1])
})

test('all mounts together leave two threads to other disks', async () => {
  const { guard, call, answer, inFlight } = hanging(4)
  const calls = ['/net1/a', '/net2/a', '/net3/a'].map((path) => guard.run(path, call))
  expect(inFlight()).toBe(2)
  await answer()
  expect(inFlight()).toBe(1)
  await answer()
  expect(await Promise.all(calls)).toEqual([1, 2, 3])
})
