import type { SignedHead } from './signed-head.ts'

/** A node of a log's Merkle tree: bytes below it and hash (32 bytes). Its position follows from the log lengths. */
export interface TreePart {
  size: number
  hash: Uint8Array
}

/**
 * Two contradictory signed heads of one log. Heads of equal length prove it alone; otherwise `parts` are the nodes of
 * the longer tree from which both its head and its state at the shorter length can be computed, and the latter differs
 * from the signed one.
 */
export interface EquivocationProof {
  one: SignedHead
  other: SignedHead
  parts: TreePart[]
}

/** Whether two heads alone prove equivocation: they differ at equal length, or one is from a forked log. */
export function contradict(one: SignedHead, other: SignedHead): boolean {
  return one.fork > 0 || other.fork > 0 || (one.length === other.length && Buffer.compare(one.hash, other.hash) !== 0)
}

/** Whether others can verify the proof. */
export function isProof({ one, other, parts }: EquivocationProof): boolean {
  return parts.length > 0 || contradict(one, other)
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** Encodes a proof for the store. */
export function encodeProof({ one, other, parts }: EquivocationProof): Uint8Array {
  const heads = [one, other].map(({ hash, signature, ...rest }) => ({
    ...rest,
    hash: hex(hash),
    signature: hex(signature),
  }))
  return Buffer.from(JSON.stringify({ heads, parts: parts.map(({ size, hash }) => ({ size, hash: hex(hash) })) }))
}

interface Kept {
  heads: (Omit<SignedHead, 'hash' | 'signature'> & { hash: string; signature: string })[]
  parts: { size: number; hash: string }[]
}

/**
 * Decodes the output of `encodeProof`, or the older format without parts (a list of heads); null from empty or damaged
 * input.
 */
export function decodeProof(bytes: Uint8Array): EquivocationProof | null {
  if (bytes.byteLength === 0) return null
  try {
    const kept = JSON.parse(Buffer.from(bytes).toString()) as Kept | Kept['heads']
    const { heads, parts } = Array.isArray(kept) ? { heads: kept, parts: [] } : kept
    const [one, other = one] = heads.map(headOf)
    return one && other
      ? { one, other, parts: parts.map(({ size, hash }) => ({ size: whole(size), hash: bytes32(hash) })) }
      : null
  } catch {
    return null
  }
}

function headOf({ peer, epoch, length, fork, hash, signature }: Kept['heads'][number]): SignedHead {
  if (!/^[0-9a-f]{64}$/.test(peer)) throw new RangeError('not the key of a peer')
  return {
    peer,
    ...(epoch !== undefined && { epoch: whole(epoch) }),
    length: whole(length),
    fork: whole(fork),
    hash: bytes32(hash),
    signature: Buffer.from(signature, 'hex'),
  }
}

function bytes32(digits: string): Buffer {
  const bytes = Buffer.from(digits, 'hex')
  if (bytes.byteLength !== 32) throw new RangeError('not 32 bytes')
  return bytes
}

function whole(number: number): number {
  if (!Number.isSafeInteger(number) || number < 0) throw new RangeError('not a whole number')
  return number
}
