import type Hypercore from 'hypercore'
import { messageOf } from '../base/errors.ts'

/** A block did not arrive in time, or its log was closed meanwhile. */
export class BlocksMissing extends Error {
  /** The blocks before the first missing one. */
  readonly got: Buffer[]
  constructor(message: string, got: Buffer[] = []) {
    super(message)
    this.got = got
  }
}

/** A block exceeds the limit of its log. */
export class BlockTooLarge extends Error {
  readonly seq: number
  constructor(seq: number, bytes: number) {
    super(`block ${seq} has ${bytes} bytes`)
    this.seq = seq
  }
}

/**
 * Reads blocks [from, to) of a log, from disk or connected peers, in parallel. Throws BlocksMissing after `timeoutMs`,
 * BlockTooLarge (and deletes the block) above `maxBytes`.
 */
export async function readBlocks(
  core: Hypercore,
  from: number,
  to: number,
  maxBytes: number,
  timeoutMs: number,
): Promise<Buffer[]> {
  const reads: Promise<Buffer | null>[] = []
  for (let seq = from; seq < to; seq++) reads.push(core.get(seq, { timeout: timeoutMs }))
  const results = await Promise.allSettled(reads)
  const blocks: Buffer[] = []
  for (const [index, result] of results.entries()) {
    if (result.status === 'rejected') throw new BlocksMissing(messageOf(result.reason), blocks)
    if (result.value === null) throw new BlocksMissing(`block ${from + index} is not there`, blocks)
    if (result.value.byteLength > maxBytes) {
      await core.clear(from + index).catch(() => {})
      throw new BlockTooLarge(from + index, result.value.byteLength)
    }
    blocks.push(result.value)
  }
  return blocks
}
