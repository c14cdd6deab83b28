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

/** Decodes the output of `encodeProof`, or the older format without parts (a list of heads); null from empty input. */
export function decodeProof(bytes: Uint8Array): EquivocationProof | null {
  if (bytes.byteLength === 0) return null
  const kept = JSON.parse(Buffer.from(bytes).toString()) as Kept | Kept['heads']
  const { heads, parts } = Array.isArray(kept) ? { heads: kept, parts: [] } : kept
  const [one, other = one] = heads.map(({ hash, signature, ...rest }) => ({
    ...rest,
    hash: Buffer.from(hash, 'hex'),
    signature: Buffer.from(signature, 'hex'),
  }))
  return one && other
    ? { one, other, parts: parts.map(({ size, hash }) => ({ size, hash: Buffer.from(hash, 'hex') })) }
    : null
}
