import crypto from 'hypercore-crypto'

export interface KeyPair {
  publicKey: Buffer
  secretKey: Buffer
}

/** Key pairs per test file; each one's public key begins with a byte that is at least 2 below the one before. */
const STEPS = 127
let step = 0

/**
 * 32 secret bytes whose public key is smaller than that of every call before. Of two peers that find each other the one
 * with the smaller key dials, and the other waits 1.5 s for the call (network/patches/dial-tiebreak.ts): so each peer
 * that joins later dials at once.
 */
export function callingSeed(): Buffer {
  const low = 2 * (STEPS - (step++ % STEPS))
  for (;;) {
    const seed = crypto.randomBytes(32)
    const first = crypto.keyPair(seed).publicKey[0] ?? 0
    if (first >= low && first < low + 2) return seed
  }
}

/** A key pair whose owner dials those who joined before it; see `callingSeed`. */
export function callingKeys(): KeyPair {
  return crypto.keyPair(callingSeed())
}
