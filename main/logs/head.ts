import type Hypercore from 'hypercore'
import { epochOf, type LogName, ownerOf } from '../domain/rating-log/log-name.ts'
import { logOf, type SignedHead } from '../domain/signed-head.ts'
import { treeHeadOf, verifyTreeHead } from '../network/patches/signed-head.ts'
import { ratingLogKey, ratingLogManifest } from './rating-log-key.ts'

/** Verifies the signature of a head in the format of Hypercore; never throws. */
export function verifyHead(head: SignedHead): boolean {
  try {
    const log = logOf(head)
    return verifyTreeHead(head, ratingLogKey(log), ratingLogManifest(log))
  } catch {
    return false
  }
}

/** The signed head of a log as it is on this disk; null while it is empty. */
export function headOf(log: LogName, core: Hypercore): SignedHead | null {
  const head = treeHeadOf(core)
  return head && { ...namedIn(log), ...head }
}

/** How a head names its log. */
export function namedIn(log: LogName): Pick<SignedHead, 'peer' | 'epoch'> {
  const epoch = epochOf(log)
  return epoch === 0 ? { peer: log } : { peer: ownerOf(log), epoch }
}
