import { CHUNK_BYTES, chunkHash, HASH_BYTES, layerRoot } from '../../domain/merkle.ts'

/** Size and BEP 52 root of all bytes of a stream. Throws the stream's error, or the reason of `signal`. */
export async function hashStream(
  stream: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<{ size: number; root: Uint8Array }> {
  const chunk = new Uint8Array(CHUNK_BYTES)
  const layer: Uint8Array[] = []
  let size = 0
  let filled = 0
  for await (const bytes of stream) {
    signal.throwIfAborted()
    for (let done = 0; done < bytes.byteLength;) {
      // a full chunk waits for the next byte, as the hash of a file's only chunk is another one
      if (filled === CHUNK_BYTES) {
        layer.push(chunkHash(chunk))
        filled = 0
      }
      const part = bytes.subarray(done, done + CHUNK_BYTES - filled)
      chunk.set(part, filled)
      filled += part.byteLength
      done += part.byteLength
    }
    size += bytes.byteLength
  }
  signal.throwIfAborted()
  if (size === 0) return { size, root: new Uint8Array(HASH_BYTES) }
  const only = layer.length === 0
  const last = chunkHash(chunk.subarray(0, filled), only)
  return { size, root: only ? last : layerRoot(new Uint8Array(Buffer.concat([...layer, last]))) }
}
