import type Hypercore from 'hypercore'

/** A peer did not send a block in time, or its log was closed meanwhile. */
export class BlocksMissing extends Error {
  /** The blocks before the first one that is missing. */
  readonly got: Buffer[]
  constructor(message: string, got: Buffer[] = []) {
    super(message)
    this.got = got
  }
}

/** A block is larger than its log may hold. */
export class BlockTooLarge extends Error {
  readonly seq: number
  constructor(seq: number, bytes: number) {
    super(`block ${seq} has ${bytes} bytes`)
    this.seq = seq
  }
}

/**
 * Reads blocks [from, to) of a log, from the disk or from connected peers, all at once.
 * Throws BlocksMissing after `timeoutMs` without them, BlockTooLarge (and drops the block) above `maxBytes`.
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
    if (result.status === 'rejected')
      throw new BlocksMissing(result.reason instanceof Error ? result.reason.message : String(result.reason), blocks)
    if (result.value === null) throw new BlocksMissing(`block ${from + index} is not there`, blocks)
    if (result.value.byteLength > maxBytes) {
      await core.clear(from + index).catch(() => {})
      throw new BlockTooLarge(from + index, result.value.byteLength)
    }
    blocks.push(result.value)
  }
  return blocks
}
