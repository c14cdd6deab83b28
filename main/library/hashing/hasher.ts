import { stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { diskGuard, onDisk } from '../../base/disks/disk-guard.ts'
import { DiskPools } from '../../base/disks/disk-pools.ts'
import { fileTime, fitsStamp, stampOf } from '../../domain/file-stamp.ts'
import { asHyobanError, HyobanError } from '../../base/errors.ts'
import { CHUNK_BYTES, HASH_BYTES, layerRoot } from '../../domain/merkle.ts'
import { notAFile } from '../../base/process/regular-file.ts'
import { systemPath } from '../../base/process/system-path.ts'
import { workerUrl } from '../../base/worker-url.ts'
import type { HashJob, HashResult } from './hash-worker.ts'

/** The hashes of a file: its BEP 52 root, its layer of chunk hashes (empty up to 1 MiB), and its stamp. */
export interface HashedFile {
  size: number
  root: Uint8Array
  layer: Uint8Array
  /** Stamp (file-stamp.ts) of the content that was hashed. */
  stamp: string
}

export interface HashOptions {
  signal?: AbortSignal
  /** Called with the bytes hashed since the last call. */
  progress?: (bytes: number) => void
  /** Called before each part of a large file, which waits for the returned promise. */
  gate?: () => Promise<void> | undefined
}

/** A path on a disk of this machine. */
const LOCAL = '/'
const NO_ANSWER: HashResult = { error: 'no answer', code: 'UNKNOWN' }
const SILENT: HashResult = { error: 'the disk does not answer', code: 'ETIMEDOUT' }

/** Bytes per worker task: few enough to cancel and show progress, many enough that messages cost nothing. */
const TASK_BYTES = 32 * CHUNK_BYTES

/** Stamp, size and modification time of the file at `path`, following symlinks. Throws the system's error. */
export async function fileStamp(
  path: string,
): Promise<{ stamp: string; size: number; modified: number; isFile: boolean }> {
  const found = await onDisk(path, () => stat(systemPath(path), { bigint: true }))
  return {
    stamp: stampOf(found),
    size: Number(found.size),
    modified: fileTime(found.mtimeNs),
    isFile: found.isFile(),
  }
}

function changed(path: string, why: string): HyobanError {
  return new HyobanError('FILE_CHANGED', `${path} changed while it was read: ${why}.`, {
    hint: 'It is read again once it stops changing.',
    details: { path },
  })
}

function failure(path: string, result: { error: string; code: string }): HyobanError {
  if (result.code === 'CHANGED') return changed(path, result.error)
  if (result.code === 'SPECIAL' || result.code === 'ENXIO') return notAFile(path)
  return asHyobanError(Object.assign(new Error(result.error), { code: result.code }), path)
}

/** Hashes files in worker threads; a large file is spread over all of them. Memory: 1 MiB per worker. */
export class Hasher {
  readonly threads: number
  readonly #pools: DiskPools
  readonly #stop = new AbortController()

  /** `yielding`: runs at low priority (on Linux). */
  constructor(threads = Math.max(1, Math.min(4, availableParallelism())), { yielding = false } = {}) {
    this.threads = threads
    this.#pools = new DiskPools({
      filename: workerUrl('hash-worker', import.meta.url).href,
      runtime: 'worker_threads',
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: 5000,
      execArgv: [],
      argv: yielding ? ['--yield'] : [],
    })
  }

  /** Starts the threads, so that the first file need not wait for them. */
  async warm(): Promise<void> {
    await Promise.all(Array.from({ length: this.threads }, () => this.#pools.run(LOCAL, [])))
  }

  /**
   * Hashes one file. Throws HyobanError: FOLDER_MISSING, FOLDER_UNREADABLE, UNSUPPORTED (not a regular file),
   * FILE_CHANGED (while it was read), CANCELLED (by the signal).
   */
  async hash(path: string, options: HashOptions = {}): Promise<HashedFile> {
    const found = await fileStamp(path).catch((error: unknown) => {
      throw asHyobanError(error, path)
    })
    if (!found.isFile) throw notAFile(path)
    const parts: HashJob[] = []
    for (let offset = 0; offset === 0 || offset < found.size; offset += TASK_BYTES) {
      const length = Math.min(TASK_BYTES, found.size - offset)
      parts.push({ path, offset, length, only: found.size <= CHUNK_BYTES, last: offset + length === found.size })
    }
    const hashes = new Uint8Array(Math.ceil(found.size / CHUNK_BYTES) * HASH_BYTES)
    let next = 0
    const lane = async (): Promise<void> => {
      for (let part = parts[next++]; part; part = parts[next++]) {
        await options.gate?.()
        const [result] = await this.#run([part], options.signal)
        if (!result || 'error' in result) throw failure(path, result ?? { error: 'no answer', code: 'UNKNOWN' })
        if (result.before !== found.stamp || result.after !== found.stamp)
          throw changed(path, 'its size, modification time or inode differs')
        hashes.set(result.layer, (part.offset / CHUNK_BYTES) * HASH_BYTES)
        options.progress?.(part.length)
      }
    }
    await Promise.all(Array.from({ length: Math.min(this.threads, parts.length) }, lane))
    const end = await fileStamp(path).catch((error: unknown) => {
      throw asHyobanError(error, path)
    })
    if (end.stamp !== found.stamp) throw changed(path, 'another file replaced it')
    return result(found.size, hashes, found.stamp)
  }

  /**
   * Hashes small files (at most 1 MiB each) in one task. Each result is a HashedFile or the error that `hash` would
   * throw; a stamp other than the given one means FILE_CHANGED.
   */
  async hashSmall(
    files: readonly { path: string; size: number; stamp: string }[],
    options: HashOptions = {},
  ): Promise<(HashedFile | HyobanError)[]> {
    const jobs = files.map(({ path, size }): HashJob => ({ path, offset: 0, length: size, only: true, last: true }))
    const results = await this.#run(jobs, options.signal)
    options.progress?.(files.reduce((sum, file) => sum + file.size, 0))
    return files.map((file, i) => {
      const one = results[i] ?? { error: 'no answer', code: 'UNKNOWN' }
      if ('error' in one) return failure(file.path, one)
      if (!fitsStamp(file.stamp, one.before) || one.after !== one.before)
        return changed(file.path, 'its size, modification time or inode differs')
      return result(file.size, one.layer, file.stamp)
    })
  }

  async #run(jobs: HashJob[], signal?: AbortSignal): Promise<HashResult[]> {
    const stop = signal ? AbortSignal.any([signal, this.#stop.signal]) : this.#stop.signal
    if (stop.aborted) throw cancelled()
    // A part takes milliseconds: it runs to its end, as cancelling it would kill its thread.
    const results = await this.#onDisks(jobs)
    if (stop.aborted) throw cancelled()
    return results
  }

  /** Jobs of one disk go together, so that one that hangs fails its own only. */
  async #onDisks(jobs: HashJob[]): Promise<HashResult[]> {
    const results = new Map<HashJob, HashResult>()
    const disks = Map.groupBy(jobs, ({ path }) => diskGuard.keyOf(path))
    const run = async (some: HashJob[]): Promise<void> => {
      const got = (await this.#pools.run(some[0]?.path ?? LOCAL, some)) as HashResult[]
      some.forEach((job, i) => results.set(job, got[i] ?? NO_ANSWER))
    }
    const ends = await Promise.allSettled([...disks.values()].map(run))
    const failed = ends.find((end) => end.status === 'rejected')
    if (failed && disks.size === 1) throw failed.reason
    return jobs.map((job) => results.get(job) ?? SILENT)
  }

  /** Stops the threads; running calls throw CANCELLED. */
  async close(): Promise<void> {
    if (this.#stop.signal.aborted) return
    this.#stop.abort()
    await this.#pools.close()
  }
}

function cancelled(): HyobanError {
  return new HyobanError('CANCELLED', 'Hashing was cancelled.')
}

function result(size: number, hashes: Uint8Array, stamp: string): HashedFile {
  if (size === 0) return { size, root: new Uint8Array(HASH_BYTES), layer: new Uint8Array(0), stamp }
  if (size <= CHUNK_BYTES) return { size, root: hashes.slice(0, HASH_BYTES), layer: new Uint8Array(0), stamp }
  return { size, root: layerRoot(hashes), layer: hashes, stamp }
}
