import { systemCode } from '../../base/errors.ts'
import { CHUNK_BYTES } from '../../domain/merkle.ts'
import { ChunkVerifier } from './chunk-verifier.ts'
import type { ChunkMap } from './chunk-map.ts'
import { moveWithoutOverwriting } from './exclusive-move.ts'
import type { ChunkSegment, FileSystem, PartHandle } from '../ports.ts'

/** Bytes written between two flushes; also bounds the final flush, which the user waits for. */
const SYNC_BYTES = 16 * CHUNK_BYTES

/** Stores which chunks of a part file are written, and their total size. */
type ChunkRecorder = (moved: number, segments: ChunkSegment[]) => void

/**
 * The part file of one download. Chunks are written, then recorded as written; flushed, then recorded as flushed. A
 * killed process loses only chunks in flight; after a power cut, chunks not recorded as flushed are verified again.
 */
export class PartFile {
  readonly path: string
  readonly #map: ChunkMap
  readonly #record: ChunkRecorder
  readonly #files: FileSystem
  #handle: PartHandle | null = null
  #unsynced: number[] = []
  #syncing: Promise<void> | null = null

  constructor(path: string, map: ChunkMap, files: FileSystem, record: ChunkRecorder) {
    this.path = path
    this.#map = map
    this.#files = files
    this.#record = record
  }

  /**
   * Opens or creates the file. Chunks not known to be flushed, or all if the file has the wrong size, are verified
   * against `layer`; if the file is missing, the map is cleared. Throws system errors (ENOENT: the folder is missing;
   * ENOSPC, EROFS, EACCES).
   */
  async open(root: Uint8Array, layer: Uint8Array | null, signal: AbortSignal): Promise<void> {
    const { size } = this.#map
    try {
      this.#handle = await this.#files.openPart(this.path, false)
      const cut = (await this.#handle.stat()).size !== size
      await this.#check(cut || !layer ? writtenChunks(this.#map) : this.#map.doubtful(), root, layer, signal)
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error
      this.#handle = await this.#files.openPart(this.path, true)
      for (const chunk of writtenChunks(this.#map)) this.#map.lost(chunk)
    }
    await this.#handle.truncate(size)
    this.#save()
  }

  /** Writes one verified chunk and marks it. */
  async write(chunk: number, parts: Uint8Array[]): Promise<void> {
    const handle = this.#opened()
    const total = parts.reduce((sum, part) => sum + part.byteLength, 0)
    const { bytesWritten } = await handle.writev(parts, chunk * CHUNK_BYTES)
    // After a short write the next one fails with the reason.
    if (bytesWritten < total)
      await writeRest(handle, Buffer.concat(parts).subarray(bytesWritten), chunk * CHUNK_BYTES + bytesWritten)
    this.#map.written(chunk)
    this.#unsynced.push(chunk)
    // Recorded at once: an announced chunk must survive a killed process.
    this.#save()
    // One flush at a time; on a slow disk the next one covers more chunks.
    if (this.#unsynced.length * CHUNK_BYTES < SYNC_BYTES || this.#syncing) return
    this.#syncing = this.#sync()
      .catch(() => {})
      .finally(() => (this.#syncing = null))
  }

  /** Records all written chunks, without a flush. */
  checkpoint(): void {
    this.#save()
  }

  /** Flushes, records and closes; if the disk fails, the last chunks are verified at the next start. */
  async close(): Promise<void> {
    const handle = this.#handle
    if (!handle) return
    await this.#syncing
    try {
      await this.#sync().catch(() => this.#save())
    } finally {
      this.#handle = null
      await handle.close()
    }
  }

  /**
   * Moves the complete file to `name` in its folder, or to 'name (2)' etc.: existing files are never overwritten.
   * `intend` records path and inode before the move, so that the file is recognised after a crash. Returns the path.
   */
  async finish(name: string, intend: (path: string, inode: number) => void): Promise<string> {
    await this.#syncing
    await this.#opened().sync()
    await this.close()
    return moveWithoutOverwriting(this.path, name, intend)
  }

  async #check(chunks: number[], root: Uint8Array, layer: Uint8Array | null, signal: AbortSignal): Promise<void> {
    if (chunks.length === 0) return
    const handle = this.#opened()
    const { size } = this.#map
    const verifier = layer && new ChunkVerifier({ size, root, layer })
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
    for (const chunk of chunks) {
      signal.throwIfAborted()
      const length = Math.min(CHUNK_BYTES, size - chunk * CHUNK_BYTES)
      const { bytesRead } = await handle.read(buffer, 0, length, chunk * CHUNK_BYTES)
      verifier?.add(buffer.subarray(0, bytesRead))
      if (verifier?.finish(chunk) && bytesRead === length) this.#unsynced.push(chunk)
      else this.#map.lost(chunk)
    }
  }

  async #sync(): Promise<void> {
    const chunks = this.#unsynced
    this.#unsynced = []
    try {
      await this.#opened().datasync()
    } catch (error) {
      this.#unsynced = chunks.concat(this.#unsynced)
      throw error
    }
    for (const chunk of chunks) this.#map.synced(chunk)
    this.#save()
  }

  #save(): void {
    const segments = this.#map.takeDirty()
    if (segments.length > 0) this.#record(this.#map.bytes, segments)
  }

  #opened(): PartHandle {
    if (!this.#handle) throw Object.assign(new Error('the part file is closed'), { code: 'EBADF' })
    return this.#handle
  }
}

function writtenChunks(map: ChunkMap): number[] {
  const list: number[] = []
  for (let chunk = 0; chunk < map.count; chunk++) if (map.has(chunk)) list.push(chunk)
  return list
}

async function writeRest(handle: PartHandle, rest: Uint8Array, position: number): Promise<void> {
  let left = rest
  let at = position
  while (left.byteLength > 0) {
    const { bytesWritten } = await handle.writev([left], at)
    if (bytesWritten === 0) throw Object.assign(new Error('nothing could be written'), { code: 'ENOSPC' })
    left = left.subarray(bytesWritten)
    at += bytesWritten
  }
}
