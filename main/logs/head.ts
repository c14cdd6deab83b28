// Uses private parts of hypercore 11.37, all read only: lib/caps.js, lib/verifier.js and the state of a core. The head
// of a log must be verified without opening that log, for which hypercore has no public function. Can go when it has
// one.
import type Hypercore from 'hypercore'
import caps from 'hypercore/lib/caps.js'
import Verifier from 'hypercore/lib/verifier.js'
import { fromHex } from '../base/hex.ts'
import type { SignedHead } from '../domain/signed-head.ts'
import { ratingLogKey } from './rating-log-key.ts'

/** Verifies the signature of a head in the format of Hypercore; never throws. */
export function verifyHead({ peer, length, fork, hash, signature }: SignedHead): boolean {
  try {
    const verifier = Verifier.fromManifest({ version: 1, signers: [{ publicKey: Buffer.from(fromHex(peer)) }] })
    if (!verifier.manifestHash.equals(ratingLogKey(peer))) return false
    const signable = (context: Buffer): Buffer => caps.treeSignable(context, Buffer.from(hash), length, fork)
    return verifier.verify({ length, fork, signable, hash: () => Buffer.from(hash) }, Buffer.from(signature))
  } catch {
    return false
  }
}

/** The signed head of a log as it is on this disk; null while it is empty. */
export function headOf(peer: string, core: Hypercore): SignedHead | null {
  const state = core.core?.state
  if (!state || !state.signature || state.length === 0) return null
  return { peer, length: state.length, fork: state.fork, hash: state.hash(), signature: state.signature }
}
