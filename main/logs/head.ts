import type Hypercore from 'hypercore'
import { fromHex } from '../base/hex.ts'
import type { SignedHead } from '../domain/signed-head.ts'
import { treeHeadOf, verifyTreeHead } from '../network/patches/signed-head.ts'
import { ratingLogKey } from './rating-log-key.ts'

/** Verifies the signature of a head in the format of Hypercore; never throws. */
export function verifyHead({ peer, ...head }: SignedHead): boolean {
  try {
    return verifyTreeHead(head, ratingLogKey(peer), fromHex(peer))
  } catch {
    return false
  }
}

/** The signed head of a log as it is on this disk; null while it is empty. */
export function headOf(peer: string, core: Hypercore): SignedHead | null {
  const head = treeHeadOf(core)
  return head && { peer, ...head }
}
