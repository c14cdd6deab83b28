import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import crypto from 'hypercore-crypto'
import { asHyobanError, HyobanError } from '../base/errors.ts'
import { toHex } from '../base/hex.ts'
import { writeAtomically } from '../base/atomic-file.ts'
import type { LogRestart } from '../domain/rating-log/log-restart.ts'
import { fingerprint } from './fingerprint.ts'
import { IDENTITY_FILE, identityText, type ParsedIdentity, parseIdentity } from './identity.ts'
import { markLogHome } from './log-home.ts'

export interface Replaced {
  /** Path of the file with the former identity. */
  kept: string
  publicKey: string
  /** Restores the former identity. */
  undo(): Promise<void>
}

const KEPT = /^identity-[a-z0-9-]+\.json\.old$/

/** An identity from elsewhere, and the length of its rating log if that is known. */
export interface RestoredSeed {
  /** 32 bytes. */
  seed: Uint8Array
  logLength?: number
}

/**
 * Replaces the identity with a restored one (left out: a new one). The current one is kept beside it as
 * identity-<fingerprint>.json.old. Each identity has its own log folder, so that neither appends to the other's logs.
 * One that was used here before gets its folder back; an imported one is marked `restored`. Must not be called while a
 * node runs. Throws BAD_INPUT for the current identity, and translated system errors.
 */
export async function replaceIdentity(dataDir: string, restored?: RestoredSeed): Promise<Replaced> {
  const path = join(dataDir, IDENTITY_FILE)
  try {
    const former = await readFile(path, 'utf8')
    const present = parseIdentity(former, path)
    const keyPair = crypto.keyPair(restored?.seed ?? crypto.randomBytes(32))
    const publicKey = toHex(keyPair.publicKey)
    if (publicKey === present.publicKeyHex)
      throw new HyobanError('BAD_INPUT', 'This is already your current identity.', {
        hint: 'Nothing was changed.',
        details: {
          problem: 'sameIdentity',
        },
      })
    const kept = join(dataDir, `identity-${present.fingerprint}.json.old`)
    const logs = `logs-${fingerprint(publicKey)}`
    if (!restored) await markLogHome(dataDir, { logs, publicKeyHex: publicKey })
    const known = await keptIdentity(dataDir, publicKey)
    const text = identityText(keyPair, {
      logs: known?.logs ?? logs,
      restored: known ? known.restored : restored !== undefined,
      logLength: Math.max(known?.logLength ?? 0, restored?.logLength ?? 0),
      restarts: known?.restarts ?? [],
    })
    await writeAtomically(kept, former)
    await writeAtomically(path, text)
    return { kept, publicKey, undo: () => writeAtomically(path, former) }
  } catch (error) {
    throw asHyobanError(error, path)
  }
}

/** An identity that was used in this data directory before; undefined if there is none. */
async function keptIdentity(dataDir: string, publicKey: string): Promise<ParsedIdentity | undefined> {
  for (const name of await readdir(dataDir)) {
    if (!KEPT.test(name)) continue
    const path = join(dataDir, name)
    const text = await readFile(path, 'utf8')
    try {
      const identity = parseIdentity(text, path)
      if (identity.publicKeyHex === publicKey) return identity
    } catch {
      // a damaged old file does not prevent the replacement
    }
  }
  return undefined
}

/** The identity in a data directory. */
async function presentIdentity(dataDir: string): Promise<ParsedIdentity> {
  const path = join(dataDir, IDENTITY_FILE)
  return parseIdentity(await readFile(path, 'utf8'), path)
}

/**
 * Records that the rating log must be recovered before it is written, and that it had at least `logLength` blocks; a
 * smaller number than the one recorded before changes nothing.
 */
export async function markRestored(dataDir: string, logLength: number): Promise<void> {
  const identity = await presentIdentity(dataDir)
  const { logs, restarts } = identity
  const extra = { logs, restarts, restored: true, logLength: Math.max(identity.logLength, logLength) }
  await writeAtomically(join(dataDir, IDENTITY_FILE), identityText(identity, extra))
}

/** Records that a restored identity has recovered the logs that it wrote elsewhere. */
export async function settleIdentity(dataDir: string): Promise<void> {
  const identity = await presentIdentity(dataDir)
  const { logs, restarts } = identity
  await markLogHome(dataDir, identity)
  await writeAtomically(join(dataDir, IDENTITY_FILE), identityText(identity, { logs, restarts }))
}

/** Records that this identity continues in another rating log; `isRecovered`: nothing of that can be elsewhere. */
export async function recordRestart(dataDir: string, restart: LogRestart, isRecovered: boolean): Promise<void> {
  const identity = await presentIdentity(dataDir)
  const { logs, restarts } = identity
  if (isRecovered) await markLogHome(dataDir, identity)
  const extra = { logs, restarts: [...restarts, restart], ...(!isRecovered && { restored: true }) }
  const text = identityText(identity, extra)
  await writeAtomically(join(dataDir, IDENTITY_FILE), text)
}
