import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import hypercoreCrypto, { type KeyPair, type TreeNode } from 'hypercore-crypto'
import caps from 'hypercore/lib/caps.js'
import Verifier from 'hypercore/lib/verifier.js'

/** A block of the prepared logs: no comment, a full receipt. All are of one length. */
export const BLOCK_BYTES = 348
/** Hypercore's envelope around one signature. */
export const SIGNATURE_BYTES = 68
/** Peers rate so many peers near them, as in a community where people meet again. */
export const NEAR = 60
export const START = 1_700_000_000_000

/**
 * A part of the logs, one file: those of peers `from` up to (not including) `to`, each `perLog` blocks and its
 * signature.
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

/** The tree hash that Hypercore has for a log of these blocks: every block is hashed. */
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

/** The owner's signature over a log, as Hypercore makes it. */
export function signLog(hash: Buffer, length: number, keyPair: KeyPair): Buffer {
  const verifier = Verifier.fromManifest({ version: 1, signers: [{ publicKey: keyPair.publicKey }] })
  return verifier.sign({ signable: (context: Buffer) => caps.treeSignable(context, hash, length, 0) }, keyPair)
}

/**
 * Prepares the rating logs of `peers` peers in files under `dir`, `perLog` ratings each, signed by both sides, on
 * all cores.
 */
export async function prepareLogs(dir: string, peers: number, perLog: number): Promise<LogPart[]> {
  const share = Math.ceil(peers / availableParallelism())
  const parts: LogPart[] = []
  for (let from = 0; from < peers; from += share)
    parts.push({ file: join(dir, `logs-${from}`), from, to: Math.min(peers, from + share), perLog, peers })
  await Promise.all(
    parts.map(async (part) => {
      const [code] = (await once(
        new Worker(new URL('./ratings-log-worker.ts', import.meta.url), { workerData: part }),
        'exit',
      )) as [number]
      if (code !== 0) throw new Error('preparing the rating logs failed')
    }),
  )
  return parts
}
