import type { AppUpdate } from '../../../contract/desktop.ts'

const DISK = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'EMFILE', 'ENOTDIR', 'EEXIST'])
const DAMAGED = new Set([
  'ERR_CHECKSUM_MISMATCH',
  'ERR_UPDATER_INVALID_UPDATE_INFO',
  'ERR_UPDATER_INVALID_VERSION',
  'ERR_UPDATER_NO_CHECKSUM',
  'ERR_UPDATER_NO_FILES_PROVIDED',
  'ERR_UPDATER_ASSET_NOT_FOUND',
  'ERR_UPDATER_WEB_INSTALLER_DISABLED',
])

/** What an error of electron-updater means to the user. What is unknown counts as a server that cannot be reached. */
export function updateReason(error: unknown): AppUpdate['reason'] {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'ERR_UPDATER_INVALID_SIGNATURE') return 'unsigned'
  if (DAMAGED.has(code)) return 'damaged'
  return DISK.has(code) ? 'disk' : 'unreachable'
}
