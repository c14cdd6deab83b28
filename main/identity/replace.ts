import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import crypto from 'hypercore-crypto'
import { asHyobanError, HyobanError } from '../base/errors.ts'
import { toHex } from '../base/hex.ts'
import { writeAtomically } from '../base/atomic-file.ts'
import { fingerprint } from './fingerprint.ts'
import { IDENTITY_FILE, identityText, parseIdentity } from './identity.ts'

export interface Replaced {
  /** Path of the file with the former identity. */
  kept: string
  publicKey: string
  /** Restores the former identity. */
  undo(): Promise<void>
}

const KEPT = /^identity-[a-z0-9-]+\.json\.old$/

/**
 * Replaces the identity with that of `seed` (32 bytes; left out: a new one). The current one is kept beside it as
 * identity-<fingerprint>.json.old. Each identity has its own log folder, so that neither appends to the other's logs.
 * One that was used here before gets its folder back; an imported one is marked `restored`. Must not be called while a
 * node runs. Throws BAD_INPUT for the current identity, and translated system errors.
 */
export async function replaceIdentity(dataDir: string, seed?: Uint8Array): Promise<Replaced> {
  const path = join(dataDir, IDENTITY_FILE)
  try {
    const former = await readFile(path, 'utf8')
    const present = parseIdentity(former, path)
    const keyPair = crypto.keyPair(seed ?? crypto.randomBytes(32))
    const publicKey = toHex(keyPair.publicKey)
    if (publicKey === present.publicKeyHex)
      throw new HyobanError('BAD_INPUT', 'This is already your current identity.', {
        hint: 'Nothing was changed.',
        details: {
          problem: 'sameIdentity',
        },
      })
    const kept = join(dataDir, `identity-${present.fingerprint}.json.old`)
    const text =
      (await keptFile(dataDir, publicKey)) ??
      identityText(keyPair, { logs: `logs-${fingerprint(publicKey)}`, restored: seed !== undefined })
    await writeAtomically(kept, former)
    await writeAtomically(path, text)
    return { kept, publicKey, undo: () => writeAtomically(path, former) }
  } catch (error) {
    throw asHyobanError(error, path)
  }
}

/** The kept file of an identity that was used in this data directory before; undefined if there is none. */
async function keptFile(dataDir: string, publicKey: string): Promise<string | undefined> {
  for (const name of await readdir(dataDir)) {
    if (!KEPT.test(name)) continue
    const path = join(dataDir, name)
    const text = await readFile(path, 'utf8')
    try {
      if (parseIdentity(text, path).publicKeyHex === publicKey) return text
    } catch {
      // a damaged old file does not prevent the replacement
    }
  }
  return undefined
}

/** Records that a restored identity has recovered the logs that it wrote elsewhere. */
export async function settleIdentity(dataDir: string): Promise<void> {
  const path = join(dataDir, IDENTITY_FILE)
  const identity = parseIdentity(await readFile(path, 'utf8'), path)
  await writeAtomically(path, identityText(identity, { logs: identity.logs }))
}
