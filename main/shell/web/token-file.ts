import { randomBytes } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { asHyobanError, HyobanError, systemCode } from '../../base/errors.ts'

/** At least 192 random bits in base64url, and nothing that would have to be escaped in an address. */
const TOKEN = /^[A-Za-z0-9_-]{32,256}$/

/** A new random token. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/**
 * The token in a file, so that the address stays the same at each start; a missing file is created for its owner only.
 * Throws HyobanError BAD_INPUT for a file that others may read or that holds no token.
 */
export async function tokenFromFile(path: string): Promise<string> {
  const token = newToken()
  try {
    await writeFile(path, `${token}\n`, { mode: 0o600, flag: 'wx' })
    return token
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw asHyobanError(error, path)
  }
  try {
    const found = await stat(path)
    if (process.platform !== 'win32' && (found.mode & 0o077) !== 0)
      throw new HyobanError('BAD_INPUT', `Others may read the token in ${path}.`, {
        hint: `Make it yours alone: chmod 600 ${path}`,
        details: { path },
      })
    const text = (await readFile(path, 'utf8')).trim()
    if (TOKEN.test(text)) return text
  } catch (error) {
    throw asHyobanError(error, path)
  }
  throw new HyobanError('BAD_INPUT', `${path} holds no token.`, {
    hint: 'A token has 32 to 256 letters, digits, hyphens and underscores; delete the file to have one made.',
    details: { path },
  })
}
