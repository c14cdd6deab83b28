// Patch of hypercore 11.37.1: reads its private modules `lib/caps.js` and `lib/verifier.js`, and the state of a core.
//
// What: verifies the signed head of a log that is not on this disk, and returns the signed head of one that is. Changes
// nothing in the library.
// Why: gossip carries heads without logs, and Hypercore verifies signatures only while it replicates. Its public
// `treeHash` lacks the signature and is asynchronous, but a core closes as soon as its 'conflict' listeners return.
// Gain: equivocation is proven from two heads (some 300 bytes), without a download of the log.
// Can go: when hypercore verifies a head, and returns the one it has, in its public API.
import type Hypercore from 'hypercore'
import type { HypercoreManifestInput } from 'hypercore'
import caps from 'hypercore/lib/caps.js'
import Verifier from 'hypercore/lib/verifier.js'

/** The tree of a log at one length, signed by the owner of the log. */
export interface SignedTreeHead {
  length: number
  fork: number
  hash: Uint8Array
  signature: Uint8Array
}

/**
 * Verifies a head of the log with this key and manifest. False if the key is not that of this manifest; throws on a
 * malformed signature.
 */
export function verifyTreeHead(
  { length, fork, hash, signature }: SignedTreeHead,
  key: Buffer,
  manifest: HypercoreManifestInput,
): boolean {
  const verifier = Verifier.fromManifest(manifest)
  if (!verifier.manifestHash.equals(key)) return false
  const signable = (context: Buffer): Buffer => caps.treeSignable(context, Buffer.from(hash), length, fork)
  return verifier.verify({ length, fork, signable, hash: () => Buffer.from(hash) }, Buffer.from(signature))
}

/** The signed head of an open core as it is on this disk; null while it is empty. */
export function treeHeadOf(core: Hypercore): SignedTreeHead | null {
  const state = core.core?.state
  if (!state || !state.signature || state.length === 0) return null
  return { length: state.length, fork: state.fork, hash: state.hash(), signature: state.signature }
}
