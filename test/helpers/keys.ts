import crypto from 'hypercore-crypto'

export interface KeyPair {
  publicKey: Buffer
  secretKey: Buffer
}

/** Key pairs per test file; the first byte of each public key is at least 2 below the previous one. */
const STEPS = 127
let step = 0

/**
 * 32 secret bytes whose public key is smaller than those of all previous calls. Of two peers that discover each other
 * the one with the smaller key dials and the other waits 1.5 s (network/patches/dial-tiebreak.ts): with these keys
 * every peer that joins later dials at once.
 */
export function callingSeed(): Buffer {
  const low = 2 * (STEPS - (step++ % STEPS))
  for (;;) {
    const seed = crypto.randomBytes(32)
    const first = crypto.keyPair(seed).publicKey[0] ?? 0
    if (first >= low && first < low + 2) return seed
  }
}

/** A key pair whose owner dials all earlier ones; see `callingSeed`. */
export function callingKeys(): KeyPair {
  return crypto.keyPair(callingSeed())
}
