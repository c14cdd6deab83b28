import { createCipheriv, createHash, scryptSync } from 'node:crypto'
import { HyobanError } from '../../../main/base/errors.ts'
import { openSealed } from '../../../main/identity/sealed-file.ts'
import identity1 from '../../fixtures/formats/identity-1.json' with { type: 'json' }
import identity2 from '../../fixtures/formats/identity-2.json' with { type: 'json' }
import type { FuzzTarget } from '../target.ts'

const PASSPHRASE = 'correct horse battery'
/** What the frozen files cost; scrypt takes time in proportion to it, and finds nothing more. */
const USUAL_COST = 65_536 * 8

interface Sealed {
  version: number
  publicKey: string
  logLength: number
  kdf: { name: string; N: number; r: number; p: number; salt: string }
  cipher: { name: string; nonce: string; data: string; tag: string }
}

/** The checksum that is right for what a file says; whoever makes one up can compute it. */
function checkOf({ version, publicKey, kdf, cipher, logLength }: Sealed): string {
  const parts: unknown[] = [publicKey, kdf.N, kdf.r, kdf.p, kdf.salt, cipher.nonce, cipher.data, cipher.tag]
  if (version > 1) parts.push(logLength)
  return createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 16)
}

/** A file that opens, with a key that is found in a millisecond. */
function cheap(version: 1 | 2): Uint8Array {
  const { publicKey } = identity2
  const logLength = version === 1 ? 0 : 7
  const [salt, nonce] = [Buffer.alloc(16, 1), Buffer.alloc(12, 2)]
  const cipher = createCipheriv('aes-256-gcm', scryptSync(PASSPHRASE, salt, 32, { N: 1024, r: 1, p: 1 }), nonce)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(logLength))
  cipher.setAAD(Buffer.concat([Buffer.from(publicKey, 'hex'), ...(version > 1 ? [length] : [])]))
  const data = Buffer.concat([cipher.update(Buffer.from(identity2.seed, 'hex')), cipher.final()])
  const file: Sealed = {
    version,
    publicKey,
    logLength,
    kdf: { name: 'scrypt', N: 1024, r: 1, p: 1, salt: salt.toString('base64') },
    cipher: {
      name: 'aes-256-gcm',
      nonce: nonce.toString('base64'),
      data: data.toString('base64'),
      tag: cipher.getAuthTag().toString('base64'),
    },
  }
  const { logLength: _, ...first } = file
  return Buffer.from(JSON.stringify({ hyoban: 'identity', ...(version > 1 ? file : first), check: checkOf(file) }))
}

/** Fails unless the text is opened, or refused with a sentence for the user. */
async function open(text: string): Promise<void> {
  try {
    const { seed, publicKey, logLength } = await openSealed(text, PASSPHRASE)
    if (seed.length !== 32 || publicKey.length !== 64 || !Number.isSafeInteger(logLength))
      throw new Error('no identity was opened')
  } catch (error) {
    if (!(error instanceof HyobanError) || error.message === '') throw error
  }
}

/** The same file with the right checksum; null if that is not all that is wrong, or if it only costs time. */
function mended(text: string): string | null {
  try {
    const file = JSON.parse(text) as Sealed
    const { N, r, p } = file.kdf
    if (N * r * p > USUAL_COST) return null
    // the length of a file of version 1 is left out
    return JSON.stringify({ ...file, check: checkOf({ ...file, logLength: file.logLength ?? 0 }) })
  } catch {
    return null
  }
}

/** An exported identity that somebody was sent, or that was damaged on the way. */
export const sealedIdentityTarget: FuzzTarget = {
  name: 'sealed-identity',
  maxBytes: 1200,
  seeds: () => [
    cheap(1),
    cheap(2),
    // opened with the wrong passphrase, or with the right one
    ...[identity1.sealed, identity2.sealed].map(({ file }) => Buffer.from(JSON.stringify({ ...file, check: '' }))),
  ],
  words: [
    // the last of two equal keys counts
    ...[
      ',"N":1025',
      ',"N":65536',
      ',"r":16',
      ',"p":4',
      ',"version":1',
      ',"logLength":',
      ',"tag":""',
      ',"nonce":"AAAA"',
    ],
    ...['1e3', '-1', 'null', '{}', '[]', '==', '1.5'],
  ],
  async run(input) {
    const text = input.toString('utf8')
    const cost = /"check":"[0-9a-f]{16}"/.test(text) ? mended(text) : null
    await open(text)
    if (cost !== null && cost !== text) await open(cost)
  },
}
