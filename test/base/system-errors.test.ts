import { expect, test } from 'vitest'
import { asHyobanError } from '../../main/base/errors.ts'

const thrown = (code: string, syscall = 'write'): Error =>
  Object.assign(new Error(`${code}: as the system says it`), { code, syscall })

test.each([
  ['ENOSPC', 'NO_SPACE', 'No space left on the disk at /d.'],
  ['EDQUOT', 'NO_SPACE', 'Your share of the disk at /d is used up.'],
  ['SQLITE_FULL', 'NO_SPACE', 'No space left on the disk at /d.'],
  ['EFBIG', 'FILE_TOO_LARGE', 'The disk at /d takes no files of this size.'],
  ['EROFS', 'READ_ONLY', 'The disk is read-only: /d.'],
  ['SQLITE_READONLY_DBMOVED', 'READ_ONLY', 'The disk is read-only: /d.'],
  ['EIO', 'DISK_ERROR', 'The disk at /d failed to read or write.'],
  ['ENODEV', 'DISK_ERROR', 'The disk at /d failed to read or write.'],
  ['ENXIO', 'DISK_ERROR', 'The disk at /d failed to read or write.'],
  ['SQLITE_IOERR_WRITE', 'DISK_ERROR', 'The disk at /d failed to read or write.'],
  ['ESTALE', 'DISK_ERROR', 'The network disk at /d no longer answers.'],
  ['ENOTCONN', 'DISK_ERROR', 'The network disk at /d no longer answers.'],
  ['EHOSTDOWN', 'DISK_ERROR', 'The network disk at /d no longer answers.'],
  ['EACCES', 'FOLDER_UNREADABLE', 'No permission to use /d.'],
  ['EPERM', 'FOLDER_UNREADABLE', 'No permission to use /d.'],
  ['ENOENT', 'FOLDER_MISSING', '/d does not exist.'],
  ['ENOTDIR', 'FOLDER_MISSING', '/d leads through a file instead of a folder.'],
  ['EISDIR', 'BAD_INPUT', '/d is a folder, not a file.'],
  ['ENAMETOOLONG', 'BAD_INPUT', '/d is too long, or its symbolic links form a loop.'],
  ['EILSEQ', 'BAD_INPUT', 'The disk does not accept this name: /d.'],
  ['EEXIST', 'BAD_INPUT', '/d is already taken.'],
  ['EBUSY', 'IN_USE', '/d is in use by another program.'],
  ['ETXTBSY', 'IN_USE', '/d is in use by another program.'],
  ['SQLITE_BUSY_SNAPSHOT', 'IN_USE', '/d is in use by another program.'],
  ['EMFILE', 'INTERNAL', 'Too many files are open on this machine.'],
  ['ENOMEM', 'INTERNAL', 'This machine has not enough memory left.'],
  ['EADDRINUSE', 'PORT_BUSY', 'The port is already in use.'],
  ['ETIMEDOUT', 'TIMEOUT', 'There was no answer in time.'],
  ['ENETUNREACH', 'OFFLINE', 'The network cannot be reached.'],
  ['ENOTFOUND', 'OFFLINE', 'The network cannot be reached.'],
  ['ECONNREFUSED', 'PEER_LEFT', 'The other side closed the connection.'],
  ['ECONNRESET', 'PEER_LEFT', 'The other side closed the connection.'],
])('%s is a problem that says what to do', (errno, code, message) => {
  const problem = asHyobanError(thrown(errno), '/d')
  expect(problem).toMatchObject({ code, message, details: { path: '/d' } })
  expect(problem.hint).toMatch(/^[A-Z].*\.$/)
})

test.each([
  ['EMFILE', 'Too many files are open on this machine.'],
  ['ENOMEM', 'This machine has not enough memory left.'],
])('a thread that cannot be started for %s says so', (errno, message) => {
  const failure = Object.assign(new Error(`Worker initialization failure: ${errno}`), {
    code: 'ERR_WORKER_INIT_FAILED',
  })
  expect(asHyobanError(failure).message).toBe(message)
})

test('EINVAL is about a name where the system takes one, and unknown elsewhere', () => {
  expect(asHyobanError(thrown('EINVAL', 'mkdir'), '/d/a:b')).toMatchObject({ code: 'BAD_INPUT' })
  expect(asHyobanError(thrown('EINVAL', 'setsockopt'))).toMatchObject({ code: 'INTERNAL' })
})
