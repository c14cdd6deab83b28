import { chmod, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import crypto from 'hypercore-crypto'
import { asHyobanError, HyobanError, systemCode } from '../base/errors.ts'
import { toHex } from '../base/hex.ts'
import { makeFolders } from '../base/make-folders.ts'
import { writeAtomically } from '../base/atomic-file.ts'
import { decodeRestart, encodeRestart, type LogRestart } from '../domain/rating-log/log-restart.ts'
import { fingerprint } from './fingerprint.ts'
import { markLogHome } from './log-home.ts'

export const IDENTITY_FILE = 'identity.json'

/** The identity of a node: an Ed25519 key pair. The public key identifies the peer on the network. */
export interface Identity {
  /** 32 bytes. */
  publicKey: Buffer
  /** 64 bytes: seed and public key, in libsodium's layout. */
  secretKey: Buffer
  publicKeyHex: string
  /** "yb4d-rfg8-ejkm"; see fingerprint.ts. */
  fingerprint: string
  /** Log folder in the data directory; each identity has its own. */
  logs: string
  /** True while logs that this identity wrote elsewhere, or that this disk has lost, have not been recovered. */
  restored: boolean
  /** Length that the rating log is known to have had when the identity was restored; 0 if that is not known. */
  logLength: number
  /** The new rating logs that this node has declared, oldest first; the last one is written now. */
  restarts: LogRestart[]
  /** True if this call created the key pair. */
  created: boolean
  /** Log lines about permissions that had to be restricted. */
  warnings: string[]
}

export interface IdentityOptions {
  /** Source of the 32 secret bytes, for tests; left out: the system's. */
  random?: (size: number) => Uint8Array
}

/**
 * Opens the identity in `dataDir`/identity.json, or creates one on the first start (folder 0700, file 0600). Throws
 * HyobanError CORRUPT if the file is damaged (it is never replaced, as that would silently change the identity);
 * FOLDER_UNREADABLE, NO_SPACE or READ_ONLY if it cannot be read or written.
 */
export async function openIdentity(dataDir: string, options: IdentityOptions = {}): Promise<Identity> {
  const path = join(dataDir, IDENTITY_FILE)
  try {
    await makeFolders(dataDir, 0o700)
    const text = await readIfThere(path)
    if (text === null) return await create(path, options)
    const warnings = [...(await tighten(dataDir, 0o700)), ...(await tighten(path, 0o600))]
    return { ...parseIdentity(text, path), created: false, warnings }
  } catch (error) {
    throw asHyobanError(error, path)
  }
}

async function create(path: string, { random = crypto.randomBytes }: IdentityOptions): Promise<Identity> {
  const keyPair = crypto.keyPair(random(32))
  const publicKeyHex = toHex(keyPair.publicKey)
  await markLogHome(dirname(path), { logs: 'logs', publicKeyHex })
  await writeAtomically(path, identityText(keyPair))
  return {
    ...keyPair,
    publicKeyHex,
    fingerprint: fingerprint(publicKeyHex),
    logs: 'logs',
    restored: false,
    logLength: 0,
    restarts: [],
    created: true,
    warnings: [],
  }
}

/** The text of an identity file. */
export function identityText(
  keyPair: { publicKey: Buffer; secretKey: Buffer },
  extra: { logs?: string; restored?: boolean; logLength?: number; restarts?: readonly LogRestart[] } = {},
): string {
  const { logs, restored, logLength, restarts = [] } = extra
  const content = {
    version: 1,
    publicKey: toHex(keyPair.publicKey),
    secretKey: toHex(keyPair.secretKey),
    ...(logs !== undefined && { logs }),
    ...(restored !== undefined && { restored }),
    ...(logLength ? { logLength } : {}),
    ...(restarts.length > 0 && { restarts: restarts.map((restart) => toHex(encodeRestart(restart))) }),
  }
  return `${JSON.stringify(content, null, 2)}\n`
}

export type ParsedIdentity = Omit<Identity, 'created' | 'warnings'>

/** Parses an identity file; `path` is for error messages. Throws HyobanError CORRUPT. */
export function parseIdentity(text: string, path: string): ParsedIdentity {
  const damaged = (why: string): HyobanError =>
    new HyobanError('CORRUPT', `The identity file ${path} is damaged: ${why}.`, {
      hint:
        'Restore a backup of identity.json, or move the file away to start with a new identity ' +
        '(your reputation stays with the old one).',
      details: { path },
    })
  let content: Record<'version' | 'publicKey' | 'secretKey' | 'logs' | 'restored' | 'logLength' | 'restarts', unknown>
  try {
    content = JSON.parse(text) as typeof content
  } catch {
    throw damaged('it is not JSON')
  }
  if (typeof content !== 'object' || content === null) throw damaged('it does not contain an object')
  const { version, publicKey, secretKey, logs = 'logs', restored, logLength = 0, restarts = [] } = content
  if (version !== 1) throw damaged(`its version is ${JSON.stringify(version) ?? 'missing'}, not 1`)
  if (typeof publicKey !== 'string' || !/^[0-9a-f]{64}$/.test(publicKey))
    throw damaged('the public key is not 64 hex digits')
  if (typeof secretKey !== 'string' || !/^[0-9a-f]{128}$/.test(secretKey))
    throw damaged('the secret key is not 128 hex digits')
  if (typeof logs !== 'string' || !/^logs(-[a-z0-9-]{1,32})?$/.test(logs))
    throw damaged('the name of its log folder is not valid')
  if (!Number.isSafeInteger(logLength) || (logLength as number) < 0)
    throw damaged('the length of its rating log is not a number')
  const declared = parseRestarts(restarts, publicKey)
  if (!declared) throw damaged('what it says of new rating logs is not valid')
  const keyPair = { publicKey: Buffer.from(publicKey, 'hex'), secretKey: Buffer.from(secretKey, 'hex') }
  // deriving the pair again also detects a damaged second half, which the library does not check
  const derived = crypto.keyPair(keyPair.secretKey.subarray(0, 32))
  if (!derived.publicKey.equals(keyPair.publicKey) || !derived.secretKey.equals(keyPair.secretKey))
    throw damaged('the two keys do not match')
  return {
    ...keyPair,
    publicKeyHex: publicKey,
    fingerprint: fingerprint(publicKey),
    logs,
    restored: restored === true,
    logLength: logLength as number,
    restarts: declared,
  }
}

/** Null unless it is a list of declarations by `publicKey`. */
function parseRestarts(list: unknown, publicKey: string): LogRestart[] | null {
  if (!Array.isArray(list)) return null
  try {
    const restarts = list.map((one) => decodeRestart(Buffer.from(String(one), 'hex')))
    return restarts.every(({ peer }) => peer === publicKey) ? restarts : null
  } catch {
    return null
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null
    throw error
  }
}

/** Removes the permissions of group and others; returns a warning if there were any. */
async function tighten(path: string, mode: number): Promise<string[]> {
  if (process.platform === 'win32') return []
  const { mode: present } = await stat(path)
  if ((present & 0o077) === 0) return []
  await chmod(path, mode)
  return [`Other users of this machine could read ${path}; its permissions have been restricted.`]
}
