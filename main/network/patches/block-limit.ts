// Patch of hypercore 11.37.1 under corestore 7.12.5: replaces the private method `verify` of each core.
//
// What: a block that exceeds the limit of its log is dropped as it arrives: it is neither hashed nor written, and
// nothing more of that log is asked of the peer that sent it (Hypercore pauses a peer whose data is refused). The
// length counts before the Merkle proof does, since a proof over a long block is what costs.
// Why: Hypercore writes each block that it has asked for, whatever its length, before `get` returns it. A log of blocks
// of 8 MiB put 512 MB into memory and onto the disk before its first block could be refused.
// Gain: what a log costs is bounded by its limit, not by the largest message.
// Can go: when Hypercore takes a limit for the length of blocks.
import type Corestore from 'corestore'
import type Hypercore from 'hypercore'
import type { HypercoreInternals } from 'hypercore'
import { toHex } from '../../base/hex.ts'

/** A block over the limit, and the key of the peer that sent it. It proves nothing about the owner of the log. */
export interface LargeBlock {
  sender: string
  seq: number
  bytes: number
}

interface Limit {
  maxBytes: number
  refused: (block: LargeBlock) => void
}

const limits = new WeakMap<HypercoreInternals, Limit>()

/** Limits the blocks of all logs of a store; to be called before the store is used. */
export function limitBlocks(store: Corestore, maxBytes: number): void {
  store.watch((core) => {
    const verify = core.verify.bind(core)
    core.verify = (proof, from) => {
      const limit = limits.get(core) ?? { maxBytes, refused: () => {} }
      const bytes = proof.block?.value?.byteLength ?? 0
      if (bytes <= limit.maxBytes) return verify(proof, from)
      limit.refused({ sender: toHex(from.remotePublicKey), seq: proof.block?.index ?? 0, bytes })
      // the code says that this is no fork: Hypercore does not look for a conflict
      return Promise.reject(
        Object.assign(new Error(`a block of ${bytes} bytes exceeds the limit`), { code: 'INVALID_OPERATION' }),
      )
    }
  })
}

/** Sets the limit of one open log; the latest call counts. */
export function limitBlocksOf(log: Hypercore, maxBytes: number, refused: (block: LargeBlock) => void): void {
  if (log.core) limits.set(log.core, { maxBytes, refused })
}
