import { messageOf } from '../../base/errors.ts'
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { setPriority } from 'node:os'
import { CHUNK_BYTES, chunkHash, HASH_BYTES } from '../../domain/merkle.ts'

/** Niceness of threads that hash in the background. */
const YIELDING = 8

/** A part of a file to hash: whole chunks from `offset`, or up to the end of the file. */
export interface HashJob {
  path: string
  offset: number
  length: number
  /** The file has one chunk only, so that its hash is the root. */
  only: boolean
  /** The part reaches the end of the file: nothing may follow it. */
  last: boolean
}

/** The hashes of the part's chunks, 32 bytes each, and the file's stamp before and after; or why there are none. */
export type HashResult = { layer: Uint8Array; before: string; after: string } | { error: string; code: string }

// on Linux, priorities belong to threads: the node's own thread, and whoever else works on this machine, comes first
if (process.platform === 'linux' && process.argv.includes('--yield')) setPriority(YIELDING)

const READ_BYTES = CHUNK_BYTES
const buffer = Buffer.allocUnsafeSlow(READ_BYTES)
const probe = Buffer.alloc(1)

/** Size, time of change and inode of an open file: differs if its content may differ. */
function stampOf(file: number): string {
  const stat = fstatSync(file, { bigint: true })
  if (!stat.isFile()) throw Object.assign(new Error('not a regular file'), { code: 'SPECIAL' })
  return `${stat.size}:${stat.mtimeNs}:${stat.ino}`
}

/** Reads until `length` bytes are there; returns how many came. */
function readFull(file: number, length: number, position: number): number {
  let got = 0
  while (got < length) {
    const read = readSync(file, buffer, got, length - got, position + got)
    if (read === 0) break
    got += read
  }
  return got
}

function hashJob(job: HashJob): HashResult {
  let file: number | undefined
  try {
    // without O_NONBLOCK a named pipe that took the file's place would hang the worker for ever
    file = openSync(job.path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const before = stampOf(file)
    const layer = new Uint8Array(Math.ceil(job.length / CHUNK_BYTES) * HASH_BYTES)
    for (let done = 0; done < job.length; done += CHUNK_BYTES) {
      const wanted = Math.min(CHUNK_BYTES, job.length - done)
      if (readFull(file, wanted, job.offset + done) < wanted)
        return { error: 'the file became shorter', code: 'CHANGED' }
      layer.set(chunkHash(buffer.subarray(0, wanted), job.only), (done / CHUNK_BYTES) * HASH_BYTES)
    }
    if (job.last && readSync(file, probe, 0, 1, job.offset + job.length) > 0)
      return { error: 'the file became longer', code: 'CHANGED' }
    return { layer, before, after: stampOf(file) }
  } catch (error) {
    return {
      error: messageOf(error),
      code: (error as { code?: string }).code ?? 'UNKNOWN',
    }
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** The worker's task: a batch of parts, in order. Never throws; what fails says so in its own result. */
export default function hashJobs(jobs: HashJob[]): HashResult[] {
  return jobs.map(hashJob)
}
