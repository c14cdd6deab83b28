import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import hypercoreCrypto, { type KeyPair, type TreeNode } from 'hypercore-crypto'
import caps from 'hypercore/lib/caps.js'
import Verifier from 'hypercore/lib/verifier.js'

/** Size of a block: no comment and a full receipt, so all are equal. */
export const BLOCK_BYTES = 348
/** Size of Hypercore's encoding of one signature. */
export const SIGNATURE_BYTES = 68
/** Each peer rates this many peers near it, as in a community whose members meet repeatedly. */
export const NEAR = 60
export const START = 1_700_000_000_000

/**
 * One file of logs: those of peers `from` (inclusive) to `to` (exclusive), each with `perLog` blocks and a signature.
 */
export interface LogPart {
  file: string
  from: number
  to: number
  perLog: number
  peers: number
}

/** The key pair of peer number `i`, the same in every run. */
export function keyPairOf(i: number): KeyPair {
  return hypercoreCrypto.keyPair(hypercoreCrypto.hash(Buffer.from(`peer ${i} of the ratings benchmark`)))
}

/** The hash that Hypercore signs for a log of these blocks (Merkle tree roots). */
export function treeHashOf(blocks: readonly Uint8Array[]): Buffer {
  const roots: (TreeNode & { span: number })[] = []
  for (const [i, block] of blocks.entries()) {
    roots.push({ index: 2 * i, size: block.byteLength, hash: hypercoreCrypto.data(block), span: 1 })
    for (;;) {
      const [left, right] = [roots.at(-2), roots.at(-1)]
      if (!left || !right || left.span !== right.span) break
      roots.splice(-2, 2, {
        index: (left.index + right.index) / 2,
        size: left.size + right.size,
        hash: hypercoreCrypto.parent(left, right),
        span: 2 * left.span,
      })
    }
  }
  return hypercoreCrypto.tree(roots)
}

/** The owner's signature of a log in Hypercore's format. */
export function signLog(hash: Buffer, length: number, keyPair: KeyPair): Buffer {
  const verifier = Verifier.fromManifest({ version: 1, signers: [{ publicKey: keyPair.publicKey }] })
  return verifier.sign({ signable: (context: Buffer) => caps.treeSignable(context, hash, length, 0) }, keyPair)
}

/**
 * Writes the rating logs of `peers` peers to files under `dir`, `perLog` receipts each signed by both sides, on all
 * cores.
 */
export async function prepareLogs(dir: string, peers: number, perLog: number): Promise<LogPart[]> {
  const share = Math.ceil(peers / availableParallelism())
  const parts: LogPart[] = []
  for (let from = 0; from < peers; from += share)
    parts.push({ file: join(dir, `logs-${from}`), from, to: Math.min(peers, from + share), perLog, peers })
  await Promise.all(
    parts.map(async (part) => {
      const [code] = (await once(
        new Worker(new URL('./log-worker.ts', import.meta.url), { workerData: part }),
        'exit',
      )) as [number]
      if (code !== 0) throw new Error('preparing the rating logs failed')
    }),
  )
  return parts
}
