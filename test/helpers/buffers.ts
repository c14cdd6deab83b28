import { collector } from '../../main/base/gc-pressure.ts'

/** Bytes of buffers that are held: the buffers that a first collection finds are gone at the second. */
export async function buffersHeld(): Promise<number> {
  for (let i = 0; i < 2; i++) {
    collector()({ type: 'major' })
    await new Promise((resolve) => setImmediate(resolve))
  }
  return process.memoryUsage().arrayBuffers
}
