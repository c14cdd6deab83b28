import { messageOf } from '../../base/errors.ts'
import { systemPath } from '../../base/process/system-path.ts'
import { yieldToOthers } from '../../base/process/thread-priority.ts'
import { stampOf } from '../../domain/file-stamp.ts'
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { CHUNK_BYTES, chunkHash, HASH_BYTES } from '../../domain/merkle.ts'

/** A part of a file to hash: whole chunks from `offset`; only the file's last one may be shorter. */
export interface HashJob {
  path: string
  offset: number
  length: number
  /** The file has only one chunk, whose hash is the root. */
  only: boolean
  /** The part ends the file: no byte may follow it. */
  last: boolean
}

/** Hashes of the part's chunks, 32 bytes each, and the file's stamp before and after reading; or an error. */
export type HashResult = { layer: Uint8Array; before: string; after: string } | { error: string; code: string }

if (process.argv.includes('--yield')) yieldToOthers()

const READ_BYTES = CHUNK_BYTES
const buffer = Buffer.allocUnsafeSlow(READ_BYTES)
const probe = Buffer.alloc(1)

function stampOfOpen(file: number): string {
  const stat = fstatSync(file, { bigint: true })
  if (!stat.isFile()) throw Object.assign(new Error('not a regular file'), { code: 'SPECIAL' })
  return stampOf(stat)
}

/** Reads `length` bytes into `buffer`, or fewer at the end of the file; returns their number. */
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
    // Without O_NONBLOCK a named pipe in the file's place would block the worker forever.
    file = openSync(systemPath(job.path), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const before = stampOfOpen(file)
    const layer = new Uint8Array(Math.ceil(job.length / CHUNK_BYTES) * HASH_BYTES)
    for (let done = 0; done < job.length; done += CHUNK_BYTES) {
      const wanted = Math.min(CHUNK_BYTES, job.length - done)
      if (readFull(file, wanted, job.offset + done) < wanted)
        return { error: 'the file became shorter', code: 'CHANGED' }
      layer.set(chunkHash(buffer.subarray(0, wanted), job.only), (done / CHUNK_BYTES) * HASH_BYTES)
    }
    if (job.last && readSync(file, probe, 0, 1, job.offset + job.length) > 0)
      return { error: 'the file became longer', code: 'CHANGED' }
    return { layer, before, after: stampOfOpen(file) }
  } catch (error) {
    return {
      error: messageOf(error),
      code: (error as { code?: string }).code ?? 'UNKNOWN',
    }
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** The worker's task: hashes a batch of parts in order. Never throws; each result has its own error. */
export default function hashJobs(jobs: HashJob[]): HashResult[] {
  return jobs.map(hashJob)
}
