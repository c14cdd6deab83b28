// What each error of the system means to a user. SQLite reports those of its disk with codes of its own.
import type { ErrorCode } from '../errors.ts'

interface SystemProblem {
  code: ErrorCode
  /** The sentence; `path` is empty if it is unknown. */
  message: (path: string) => string
  hint: string
}

const at = (path: string): string => (path ? ` at ${path}` : '')
const after = (path: string): string => (path ? `: ${path}` : '')

const PROBLEMS: readonly (SystemProblem & { of: readonly string[] })[] = [
  {
    of: ['ENOSPC', 'SQLITE_FULL'],
    code: 'NO_SPACE',
    message: (path) => `No space left on the disk${at(path)}.`,
    hint: 'Free some space, then resume.',
  },
  {
    of: ['EDQUOT'],
    code: 'NO_SPACE',
    message: (path) => `Your share of the disk${at(path)} is used up.`,
    hint: 'Delete some of your files there, or ask for a larger quota, then resume.',
  },
  {
    of: ['EFBIG', 'EOVERFLOW'],
    code: 'FILE_TOO_LARGE',
    message: (path) => `The disk${at(path)} takes no files of this size.`,
    hint: 'Choose a folder on another disk.',
  },
  {
    of: ['EROFS', 'SQLITE_READONLY'],
    code: 'READ_ONLY',
    message: (path) => `The disk is read-only${after(path)}.`,
    hint: 'Choose a writable folder.',
  },
  {
    of: ['EIO', 'ENXIO', 'ENODEV', 'EUCLEAN', 'EBADMSG', 'EREMOTEIO', 'ENOMEDIUM', 'SQLITE_IOERR'],
    code: 'DISK_ERROR',
    message: (path) => `The disk${at(path)} failed to read or write.`,
    hint: 'Check that it is connected and healthy, then resume, or choose a folder on another disk.',
  },
  {
    of: ['ESTALE', 'ENOTCONN', 'EHOSTDOWN', 'ESHUTDOWN', 'ENOLINK'],
    code: 'DISK_ERROR',
    message: (path) => `The network disk${at(path)} no longer answers.`,
    hint: 'Connect it again, then resume.',
  },
  {
    of: ['EACCES', 'EPERM', 'SQLITE_CANTOPEN'],
    code: 'FOLDER_UNREADABLE',
    message: (path) => `No permission to use ${path || 'this path'}.`,
    hint: 'Change its permissions or choose another folder.',
  },
  {
    of: ['ENOENT'],
    code: 'FOLDER_MISSING',
    message: (path) => `${path || 'A file or folder'} does not exist.`,
    hint: 'Check the path, or choose another folder.',
  },
  {
    of: ['ENOTDIR'],
    code: 'FOLDER_MISSING',
    message: (path) => `${path || 'A path'} leads through a file instead of a folder.`,
    hint: 'Check the path, or choose another folder.',
  },
  {
    of: ['EISDIR'],
    code: 'BAD_INPUT',
    message: (path) => `${path || 'The path'} is a folder, not a file.`,
    hint: 'Choose a file.',
  },
  {
    of: ['ENAMETOOLONG', 'ELOOP'],
    code: 'BAD_INPUT',
    message: (path) => `${path || 'A path'} is too long, or its symbolic links form a loop.`,
    hint: 'Check the path, or choose another folder.',
  },
  {
    of: ['EILSEQ', 'EINVAL'],
    code: 'BAD_INPUT',
    message: (path) => `The disk does not accept this name${after(path)}.`,
    hint: 'Choose another name, or a folder on another disk.',
  },
  {
    of: ['EEXIST', 'ENOTEMPTY'],
    code: 'BAD_INPUT',
    message: (path) => `${path || 'This name'} is already taken.`,
    hint: 'Choose another name.',
  },
  {
    of: ['EBUSY', 'ETXTBSY', 'EAGAIN', 'EDEADLK', 'ENOLCK', 'SQLITE_BUSY', 'SQLITE_LOCKED'],
    code: 'IN_USE',
    message: (path) => `${path || 'It'} is in use by another program.`,
    hint: 'Close the other program, then try again.',
  },
  {
    of: ['EMFILE', 'ENFILE'],
    code: 'INTERNAL',
    message: () => 'Too many files are open on this machine.',
    hint: 'Close other programs, or raise the limit (ulimit -n).',
  },
  {
    of: ['ENOMEM', 'ENOBUFS', 'SQLITE_NOMEM'],
    code: 'INTERNAL',
    message: () => 'This machine has not enough memory left.',
    hint: 'Close other programs, then try again.',
  },
  {
    of: ['EADDRINUSE'],
    code: 'PORT_BUSY',
    message: () => 'The port is already in use.',
    hint: 'Choose another port with --port, or leave it out to get a free one.',
  },
  {
    of: ['ETIMEDOUT'],
    code: 'TIMEOUT',
    message: () => 'There was no answer in time.',
    hint: 'Check the connection, then try again.',
  },
  {
    of: ['ENETDOWN', 'ENETUNREACH', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'EADDRNOTAVAIL'],
    code: 'OFFLINE',
    message: () => 'The network cannot be reached.',
    hint: 'Check the connection of this machine, then try again.',
  },
  {
    of: ['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE'],
    code: 'PEER_LEFT',
    message: () => 'The other side closed the connection.',
    hint: 'Try again later.',
  },
]

const BY_ERRNO = new Map(PROBLEMS.flatMap(({ of, ...problem }) => of.map((errno) => [errno, problem] as const)))

/** What an error of the system means; extended codes of SQLite count as their base. Undefined if it is unknown. */
export function systemProblem(errno: string): SystemProblem | undefined {
  return BY_ERRNO.get(errno) ?? BY_ERRNO.get(errno.split('_').slice(0, 2).join('_'))
}
