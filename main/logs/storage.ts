import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import Corestore from 'corestore'
import Hypercore from 'hypercore'
import { writeAtomically } from '../base/atomic-file.ts'
import { asHyobanError, HyobanError, systemCode, messageOf } from '../base/errors.ts'
import { limitBlocks } from '../network/patches/block-limit.ts'
import { keepStdoutClean } from '../network/patches/clean-stdout.ts'
import { rememberLogs } from '../network/patches/known-logs.ts'
import { refuseForks } from '../network/patches/refuse-forks.ts'

/** Limit of a block of any log: that of a catalogue, the largest. */
export const MAX_BLOCK_BYTES = 64 * 1024
/** Names the catalogue log in use; see compaction.ts. */
export const GENERATION_FILE = 'catalogue-generation.json'
/**
 * Writes that RocksDB gathers in memory before it sorts them into a file. It sets a tenth more aside on the disk for
 * its journal at each start, whether or not anything is written: 70 MB with its default of 64 MiB.
 */
const WRITE_BUFFER_BYTES = 4 * 1024 * 1024
/** Hypercore's note of the disk and file that the logs were created on, by which it detects copies. */
const DEVICE_FILE = 'CORESTORE'

/**
 * Opens the folder of all logs. Throws HyobanError: IN_USE if another process has it open, CORRUPT if it is damaged, or
 * the translated system error. Deletes no log. A copy, whose rating log would fork if the original has grown since, is
 * CORRUPT unless `onCopy` is given: it is called before the copy is taken over.
 */
export async function openStore(dir: string, onCopy?: () => Promise<void>): Promise<Corestore> {
  keepStdoutClean()
  try {
    return await opened(dir)
  } catch (error) {
    if (!onCopy || !isCopy(error)) throw storageError(error, dir)
  }
  try {
    await onCopy()
    return await takeOver(dir)
  } catch (error) {
    throw storageError(error, dir)
  }
}

async function opened(dir: string): Promise<Corestore> {
  let store: Corestore | null = null
  try {
    store = new Corestore(Hypercore.defaultStorage(dir, { writeBufferSize: WRITE_BUFFER_BYTES }))
    refuseForks(store)
    limitBlocks(store, MAX_BLOCK_BYTES)
    await store.ready()
    await rememberLogs(store)
    return store
  } catch (error) {
    await store?.close().catch(() => {})
    throw error
  }
}

const isCopy = (error: unknown): boolean => /device file|moved unsafely|modified unsafely/i.test(messageOf(error))

/** Has the storage write a new device file. Without one it moves all files that it does not know: ours is put back. */
async function takeOver(dir: string): Promise<Corestore> {
  const file = join(dir, GENERATION_FILE)
  const generation = await readFile(file, 'utf8').catch(() => null)
  await rm(join(dir, DEVICE_FILE))
  const store = await opened(dir)
  if (generation !== null) await writeAtomically(file, generation)
  return store
}

/** Translates an error of the log storage for the user; `dir` is the folder of the logs. */
export function storageError(error: unknown, dir: string): HyobanError {
  if (error instanceof HyobanError) return error
  const message = messageOf(error)
  if (systemCode(error) === 'ENOSPC' || /no space left/i.test(message)) {
    return new HyobanError('NO_SPACE', `No space left on the disk at ${dir}.`, {
      hint: 'Free some space, then start again.',
      details: { path: dir },
      cause: error,
    })
  }
  if (/lock/i.test(message) && !/corrupt/i.test(message)) {
    return new HyobanError('IN_USE', `The logs in ${dir} are in use by another process.`, {
      hint: 'Close the other Hyoban first.',
      details: { path: dir },
      cause: error,
    })
  }
  if (systemCode(error) === 'EACCES' || systemCode(error) === 'EROFS' || systemCode(error) === 'EPERM')
    return asHyobanError(error, dir)
  if (isCopy(error)) {
    return new HyobanError('CORRUPT', `The logs in ${dir} were copied or restored from a backup.`, {
      hint:
        'Appending to a copy would contradict what other peers already have. ' +
        'Use the original folder, or move this one away and start with a new identity.',
      details: { path: dir },
      cause: error,
    })
  }
  return new HyobanError('CORRUPT', `The logs in ${dir} are damaged: ${message.split('\n')[0] ?? message}`, {
    hint: 'Nothing was deleted. Move the folder elsewhere and restart; the catalogue of shared files is rebuilt.',
    details: { path: dir },
    cause: error,
  })
}
