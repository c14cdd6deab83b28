import crypto, { type TreeNode } from 'hypercore-crypto'
import type Hypercore from 'hypercore'
import type { TreeProof } from 'hypercore'
import type { EquivocationProof } from '../domain/equivocation-proof.ts'
import type { LogName } from '../domain/rating-log/log-name.ts'
import { logOf, type SignedHead } from '../domain/signed-head.ts'
import { headOf, namedIn, verifyHead } from './head.ts'

interface Span {
  at: number
  width: number
}

/**
 * The fewest whole subtrees that cover the leaves [from, to), left to right: RFC 6962, section 2.1.2, on the tree of
 * Hypercore.
 */
function spans(from: number, to: number): Span[] {
  const found: Span[] = []
  for (let at = from; at < to;) {
    let width = 1
    while (at % (2 * width) === 0 && at + 2 * width <= to) width *= 2
    found.push({ at, width })
    at += width
  }
  return found
}

/** The index of a subtree's root in the flat tree (in-order numbering). */
const placeOf = ({ at, width }: Span): number => 2 * at + width - 1

/** The leaves under a node of the flat tree. */
function spanOf(index: number): Span {
  let width = 1
  for (let rest = index; rest % 2 === 1; rest = (rest - 1) / 2) width *= 2
  return { at: (index - width + 1) / 2, width }
}

/** Merges adjacent subtrees as far as possible, into the roots. */
function rootsOf(nodes: readonly TreeNode[]): TreeNode[] {
  const roots: TreeNode[] = []
  for (const node of nodes) {
    roots.push(node)
    for (;;) {
      const [left, right] = roots.slice(-2)
      if (!left || !right) break
      const [a, b] = [spanOf(left.index), spanOf(right.index)]
      if (a.width !== b.width || a.at % (2 * a.width) !== 0 || a.at + a.width !== b.at) break
      roots.splice(-2, 2, {
        index: placeOf({ at: a.at, width: 2 * a.width }),
        size: left.size + right.size,
        hash: crypto.parent(left, right),
      })
    }
  }
  return roots
}

/** Whether both heads are signed by the owner of the log and contradict each other; never throws. */
export function verifyEquivocationProof(split: EquivocationProof): boolean {
  try {
    return holds(split)
  } catch {
    return false
  }
}

function holds({ one, other, parts }: EquivocationProof): boolean {
  if (
    logOf(one) !== logOf(other) ||
    one.fork !== other.fork ||
    !(one.length > 0 && one.length <= other.length && Number.isSafeInteger(2 * other.length))
  )
    return false
  if (one.length === other.length)
    return parts.length === 0 && Buffer.compare(one.hash, other.hash) !== 0 && verifyHead(one) && verifyHead(other)
  const begin = spans(0, one.length)
  const places = [...begin, ...spans(one.length, other.length)]
  if (places.length !== parts.length) return false
  const nodes = parts.map(({ size, hash }, n) => ({ index: placeOf(places[n] as Span), size, hash: Buffer.from(hash) }))
  if (!crypto.tree(rootsOf(nodes)).equals(other.hash) || crypto.tree(nodes.slice(0, begin.length)).equals(one.hash))
    return false
  return verifyHead(one) && verifyHead(other)
}

/** The parts that prove the tree at length `from`; null if some are not in `nodes`. */
function partsOf(nodes: ReadonlyMap<number, TreeNode>, from: number, to: number): EquivocationProof['parts'] | null {
  const found = [...spans(0, from), ...spans(from, to)].map((span) => nodes.get(placeOf(span)))
  return found.every((node) => node !== undefined) ? found.map(({ size, hash }) => ({ size, hash })) : null
}

const nodesOf = ({ upgrade }: TreeProof): Map<number, TreeNode> =>
  new Map([...upgrade.nodes, ...upgrade.additionalNodes].map((node) => [node.index, node]))

/**
 * Proves with a copy of the log that it never was what `head` states; null if the copy is shorter, agrees, or is
 * incomplete.
 */
export async function equivocationFrom(core: Hypercore, head: SignedHead): Promise<EquivocationProof | null> {
  const mine = headOf(logOf(head), core)
  if (!mine || mine.length < head.length || mine.fork !== head.fork) return null
  if (mine.length === head.length)
    return Buffer.compare(mine.hash, head.hash) === 0 ? null : { one: head, other: mine, parts: [] }
  const proof = await core.proof({ upgrade: { start: 0, length: head.length } }).catch(() => null)
  const parts = proof && partsOf(nodesOf(proof), head.length, mine.length)
  const split = parts && { one: head, other: mine, parts }
  return split && verifyEquivocationProof(split) ? split : null
}

/** The head in a proof that another holder of the log sent against this copy; null for an empty proof. */
export function headOfProof(log: LogName, proof: TreeProof): SignedHead | null {
  const nodes = [...nodesOf(proof).values()]
  const end = nodes.at(-1)
  if (!end) return null
  const last = spanOf(end.index)
  return {
    ...namedIn(log),
    length: last.at + last.width,
    fork: proof.fork,
    hash: crypto.tree(rootsOf(nodes)),
    signature: proof.upgrade.signature,
  }
}

/** The proof that a longer copy contradicts this one; null if it does not, or if nodes are missing. */
export function equivocationTo(mine: SignedHead, proof: TreeProof): EquivocationProof | null {
  const other = headOfProof(logOf(mine), proof)
  if (!other || other.length <= mine.length) return null
  const parts = partsOf(nodesOf(proof), mine.length, other.length)
  const split = parts && { one: mine, other, parts }
  return split && verifyEquivocationProof(split) ? split : null
}
