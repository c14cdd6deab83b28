import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toHex } from '../../../main/base/hex.ts'
import { CHUNK_BYTES, chunkHash, layerRoot } from '../../../main/domain/merkle.ts'
import type { FileSystem, TransferSource } from '../../../main/transfers/ports.ts'
import { diskFiles } from '../../../main/transfers/storage/file-system.ts'

/** A shared file as a test knows it. */
export interface TestFile extends TransferSource {
  root: string
  name: string
}

/** Writes a file of random bytes and computes its root. */
export function makeFile(dir: string, name: string, size: number): TestFile {
  const path = join(dir, name)
  const bytes = randomBytes(size)
  writeFileSync(path, bytes)
  const hashes: Uint8Array[] = []
  if (size > CHUNK_BYTES)
    for (let at = 0; at < size; at += CHUNK_BYTES) hashes.push(chunkHash(bytes.subarray(at, at + CHUNK_BYTES)))
  const layer = Buffer.concat(hashes)
  const root = size === 0 ? new Uint8Array(32) : size <= CHUNK_BYTES ? chunkHash(bytes, true) : layerRoot(layer)
  return { path, name, size, layer, root: toHex(root) }
}

export const sameBytes = (a: string, b: string): boolean => readFileSync(a).equals(readFileSync(b))

/** A file system in which `change` runs after each read of a source: it may alter the bytes or take its time. */
export const reading = (
  change: (buffer: Uint8Array, offset: number, length: number, position: number) => void | Promise<void>,
): FileSystem => ({
  ...diskFiles,
  async openSource(source) {
    const handle = await diskFiles.openSource(source)
    return {
      stat: () => handle.stat(),
      close: () => handle.close(),
      async read(buffer, offset, length, position) {
        const result = await handle.read(buffer, offset, length, position)
        await change(buffer, offset, length, position)
        return result
      },
    }
  },
})

/** A file system whose sources stop before chunk `chunk`, and after `most` chunks, until `open` is called. */
export function gated(
  below: FileSystem,
  chunk: number,
  most = Infinity,
): { files: FileSystem; reached: Promise<void>; open(): void } {
  let reads = 0
  let open = (): void => {}
  let reach = (): void => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  const reached = new Promise<void>((resolve) => (reach = resolve))
  const files: FileSystem = {
    ...below,
    async openSource(source) {
      const handle = await below.openSource(source)
      return {
        stat: () => handle.stat(),
        close: () => handle.close(),
        async read(buffer, offset, length, position) {
          if (position >= chunk * CHUNK_BYTES || reads++ >= most) {
            reach()
            await opened
          }
          return handle.read(buffer, offset, length, position)
        },
      }
    },
  }
  return { files, reached, open }
}
