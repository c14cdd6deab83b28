import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { serveJobs } from '../../base/worker-messages.ts'
import type { ExtractJob, ExtractResult } from '../../domain/extraction.ts'
import { fitsStamp, stampOf } from '../../domain/file-stamp.ts'
import { cutMetadata } from '../../domain/metadata.ts'
import { TooLarge } from './extraction.ts'
import { readerOf } from './formats.ts'
import { guardReads } from './readers/guard-reads.ts'
import { makeThumbnail } from './readers/picture.ts'

/**
 * True if the path is still the regular file that was hashed. Without O_NONBLOCK a named pipe in its place would block
 * the worker.
 */
async function isSame({ path, stamp }: ExtractJob): Promise<boolean> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  guardReads(file)
  try {
    const found = await file.stat({ bigint: true })
    return found.isFile() && fitsStamp(stamp, stampOf(found))
  } finally {
    await file.close()
  }
}

async function extract(job: ExtractJob): Promise<ExtractResult> {
  const same = (): Promise<boolean | null> => isSame(job).catch(() => null)
  const before = await same()
  if (!before) return { state: before === null ? 'unreadable' : 'changed' }
  const read = await readerOf(job.path)
  if (!read) return { state: 'none', reason: 'unsupported' }
  let result: ExtractResult
  try {
    const { metadata, picture } = await read(job)
    const thumbnail = picture ? await makeThumbnail(picture).catch(() => null) : null
    result = { state: 'done', metadata: cutMetadata(metadata), thumbnail }
  } catch (error) {
    result = { state: 'none', reason: error instanceof TooLarge ? 'tooLarge' : 'damaged' }
  }
  return (await same()) ? result : { state: 'changed' }
}

// A late rejection from a library must not be attributed to the next file.
process.on('unhandledRejection', () => {})

/** Interval of checking this process's memory, in ms. */
const MEMORY_CHECK_MS = 100
// Linux limits the memory of a process, and lets its host watch it; elsewhere it watches itself.
const limit = Number(process.argv[2]) * 1024 * 1024
if (limit > 0 && process.platform !== 'linux')
  setInterval(() => {
    if (process.memoryUsage.rss() > limit) process.kill(process.pid, 'SIGKILL')
  }, MEMORY_CHECK_MS).unref()

serveJobs<ExtractJob, ExtractResult>(async (job) => ({ reply: await extract(job) }))
