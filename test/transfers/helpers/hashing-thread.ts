import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import type { ChunkHasher } from '../../../main/transfers/storage/chunk-hasher.ts'

/** Hashes until the thread does it: what is hashed here is there before the next turn of the loop. */
export async function untilThread(of: ChunkHasher): Promise<void> {
  const slot = of.take()
  for (let here = true; here;) {
    const done = of.hash(slot, CHUNK_BYTES, false).then(() => 'done')
    here =
      (await Promise.race([
        done,
        Promise.resolve()
          .then(() => Promise.resolve())
          .then(() => 'waits'),
      ])) === 'done'
    await done
    await new Promise(setImmediate)
  }
  of.give(slot)
}
