import { createCipheriv, createDecipheriv, createHash, randomBytes, scrypt } from 'node:crypto'
import { z } from 'zod'
import { HyobanError, systemCode } from '../base/errors.ts'

/** scrypt (RFC 7914) with 64 MiB of memory: each guess takes about 0.2 s. */
const COST = { N: 65_536, r: 8, p: 1 }
const MAX_N = 1 << 20
const MAX_MEMORY = 160 * 1024 * 1024
export const MIN_PASSPHRASE = 8

const base64 = z
  .string()
  .regex(/^[A-Za-z0-9+/]+={0,2}$/)
  .max(4096)
const fileSchema = z.object({
  hyoban: z.literal('identity'),
  version: z.union([z.literal(1), z.literal(2)]),
  publicKey: z.string().regex(/^[0-9a-f]{64}$/),
  kdf: z.object({
    name: z.literal('scrypt'),
    N: z.number().int().min(1024).max(MAX_N),
    r: z.number().int().min(1).max(16),
    p: z.number().int().min(1).max(4),
    salt: base64,
  }),
  cipher: z.object({ name: z.literal('aes-256-gcm'), nonce: base64, data: base64, tag: base64 }),
  check: z.string().regex(/^[0-9a-f]{16}$/),
  /** From version 2 on. */
  logLength: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
})
type SealedFile = z.infer<typeof fileSchema>

const VERSION = 2 as const

/** What an exported identity consists of. */
export interface SealedIdentity {
  /** 32 bytes. */
  seed: Uint8Array
  publicKey: string
  /** Length of the rating log at the time of the export; 0 in files of version 1. */
  logLength: number
}

/**
 * Encrypts the seed of an identity with a passphrase (scrypt, AES-256-GCM) and returns the text of a file. The public
 * key is in plain text, so that users can tell their files apart; so is the length of the rating log, below which a
 * restored identity never writes. Throws BAD_INPUT for a passphrase under 8 characters.
 */
export async function sealIdentity(
  { seed, publicKey, logLength }: SealedIdentity,
  passphrase: string,
): Promise<string> {
  if (passphrase.length < MIN_PASSPHRASE)
    throw new HyobanError('BAD_INPUT', `The passphrase is shorter than ${MIN_PASSPHRASE} characters.`, {
      hint: 'Choose a longer passphrase.',
      details: { problem: 'passphraseShort' },
    })
  const salt = randomBytes(16)
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', await deriveKey(passphrase, salt, COST), nonce).setAAD(
    sealedWith({ version: VERSION, publicKey, logLength }),
  )
  const data = Buffer.concat([cipher.update(seed), cipher.final()])
  const unchecked = {
    hyoban: 'identity' as const,
    version: VERSION,
    publicKey,
    logLength,
    kdf: { name: 'scrypt' as const, ...COST, salt: salt.toString('base64') },
    cipher: {
      name: 'aes-256-gcm' as const,
      nonce: nonce.toString('base64'),
      data: data.toString('base64'),
      tag: cipher.getAuthTag().toString('base64'),
    },
  }
  return `${JSON.stringify({ ...unchecked, check: checkOf(unchecked) }, null, 2)}\n`
}

/**
 * Decrypts a sealed file of version 1 or 2. Throws BAD_INPUT with details.problem notIdentity, fileDamaged (a
 * checksum distinguishes damage from a wrong passphrase) or wrongPassphrase; UNSUPPORTED for a newer version.
 */
export async function openSealed(text: string, passphrase: string): Promise<SealedIdentity & { seed: Buffer }> {
  const file = parse(text)
  const { kdf, cipher, publicKey, logLength } = file
  if (128 * kdf.N * kdf.r > MAX_MEMORY || checkOf(file) !== file.check) throw damaged()
  const key = await deriveKey(passphrase, Buffer.from(kdf.salt, 'base64'), kdf).catch((error: unknown) => {
    // which of the allowed parameters go together is known to scrypt alone
    throw systemCode(error) === 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS' ? damaged() : error
  })
  const tag = Buffer.from(cipher.tag, 'base64')
  const nonce = Buffer.from(cipher.nonce, 'base64')
  if (tag.length !== 16 || nonce.length !== 12) throw damaged()
  const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(sealedWith(file)).setAuthTag(tag)
  try {
    const seed = Buffer.concat([decipher.update(Buffer.from(cipher.data, 'base64')), decipher.final()])
    if (seed.length !== 32) throw damaged()
    return { seed, publicKey, logLength: file.version === 1 ? 0 : logLength }
  } catch (error) {
    if (error instanceof HyobanError) throw error
    throw new HyobanError('BAD_INPUT', 'The passphrase is wrong.', {
      hint: 'Enter the passphrase that was chosen when the file was exported.',
      details: { problem: 'wrongPassphrase' },
    })
  }
}

const damaged = (): HyobanError =>
  new HyobanError('BAD_INPUT', 'The identity file is damaged.', {
    hint: 'Use another copy of the file, or the recovery phrase.',
    details: {
      problem: 'fileDamaged',
    },
  })

function parse(text: string): SealedFile {
  const foreign = (): HyobanError =>
    new HyobanError('BAD_INPUT', 'This is not an identity file.', {
      hint: 'Choose a file exported from Hyoban.',
      details: {
        problem: 'notIdentity',
      },
    })
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw text.includes('"hyoban"') ? damaged() : foreign()
  }
  const { hyoban, version } = (content ?? {}) as { hyoban?: unknown; version?: unknown }
  if (hyoban !== 'identity') throw foreign()
  if (typeof version === 'number' && version > VERSION)
    throw new HyobanError('UNSUPPORTED', 'The identity file was made with a newer version of Hyoban.', {
      hint: 'Update Hyoban, then import the file again.',
      details: { problem: 'newer' },
    })
  const parsed = fileSchema.safeParse(content)
  if (!parsed.success) throw damaged()
  return parsed.data
}

/** The plain parts that the cipher authenticates: the public key, and from version 2 on the length of the log. */
function sealedWith({
  version,
  publicKey,
  logLength,
}: Pick<SealedFile, 'version' | 'publicKey' | 'logLength'>): Buffer {
  const key = Buffer.from(publicKey, 'hex')
  if (version === 1) return key
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(logLength))
  return Buffer.concat([key, length])
}

/** A checksum that depends on no secret: it distinguishes a damaged file from a wrong passphrase. */
function checkOf(file: Omit<SealedFile, 'hyoban' | 'check'>): string {
  const { version, publicKey, kdf, cipher, logLength } = file
  const parts = [publicKey, kdf.N, kdf.r, kdf.p, kdf.salt, cipher.nonce, cipher.data, cipher.tag]
  if (version > 1) parts.push(logLength)
  return createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 16)
}

function deriveKey(
  passphrase: string,
  salt: Buffer,
  { N, r, p }: { N: number; r: number; p: number },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, { N, r, p, maxmem: MAX_MEMORY }, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}
