import * as c from 'compact-encoding'
import { copied, decodeWith, encodeWith, fixedBytes, hex32, record, versionByte } from '../../base/codec.ts'
import type { Signer } from '../signer.ts'

// An owner who has lost blocks of its rating log, or whose log has two histories, declares that it continues in another
// one. The first log stays as it is; the new one has a key of its own, which follows from identity and epoch.

/** The owner's signed word that it continues in a new rating log. */
export interface LogRestart {
  version: 1
  /** The owner, 64 hex digits. */
  peer: string
  /** Names the new log: when it was declared, ms since the epoch, later than all epochs that its owner knows. */
  epoch: number
  /** Blocks that the log before is known to have had. */
  length: number
  signature: Uint8Array
}

const DOMAIN = 'log restart 1'

/** Format 1, frozen: 49 bytes that are signed, then 64 of the signature. */
const fields = { version: versionByte(1), peer: hex32, epoch: c.uint64, length: c.uint64 }
const bodyCodec = record<Omit<LogRestart, 'signature'>>(fields)
export const logRestartCodec = record<LogRestart>({ ...fields, signature: copied(fixedBytes(64)) })
export const LOG_RESTART_BYTES = 1 + 32 + 2 * 8 + 64

/** Declares that the signer continues in a new log. */
export function declareRestart(epoch: number, length: number, signer: Signer): LogRestart {
  const body = { version: 1, peer: signer.publicKey, epoch, length } as const
  return { ...body, signature: signer.sign(DOMAIN, encodeWith(bodyCodec, body)) }
}

/** Whether the owner has signed the declaration; never throws. */
export function verifyRestart({ signature, ...body }: LogRestart, signer: Pick<Signer, 'verify'>): boolean {
  return signer.verify(DOMAIN, encodeWith(bodyCodec, body), signature, body.peer)
}

export const encodeRestart = (restart: LogRestart): Uint8Array => encodeWith(logRestartCodec, restart)

/** Throws RangeError for anything that `encodeRestart` does not produce. */
export const decodeRestart = (bytes: Uint8Array): LogRestart => decodeWith(logRestartCodec, bytes)
