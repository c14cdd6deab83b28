import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExtractResult } from '../../../main/domain/extraction.ts'
import { type Clock, ManualClock, systemClock } from '../../../main/base/clock.ts'
import { fileStamp } from '../../../main/library/hashing/hasher.ts'
import { Extractor, type ExtractLimits } from '../../../main/library/metadata/extractor.ts'
import { readerProcess } from '../../../main/library/metadata/reader-process.ts'

let dir: string
const extractor = new Extractor()

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hyoban-hostile-'))
})
afterAll(async () => {
  await extractor.close()
  await rm(dir, { recursive: true, force: true })
})

async function look(name: string, bytes: Uint8Array | string, by = extractor): Promise<ExtractResult> {
  const path = join(dir, name)
  await writeFile(path, bytes)
  const { stamp, size } = await fileStamp(path)
  return by.extract({ path, size, stamp, thumbnail: true })
}

/** An extractor whose process runs this file instead of its own. */
const readingWith = (url: URL, limits: ExtractLimits, clock: Clock = systemClock): Extractor =>
  new Extractor({ limits, clock, start: (readable) => readerProcess(url, limits, readable) })

const damaged = { state: 'none', reason: 'damaged' }

describe('a worker that does not come back', () => {
  const stuck = (name: string, body: string): Promise<URL> => {
    const path = join(dir, name)
    return writeFile(path, body).then(() => pathToFileURL(path))
  }
  it('is ended at the deadline; the next file gets a new one', async () => {
    const url = await stuck(
      'loop.mjs',
      `const reply = { state: 'done', metadata: { title: 'good' }, thumbnail: null }
      process.on('message', ({ id, job }) => {
        for (;;) if (job.path.endsWith('good.txt')) return process.send({ id, reply })
      })`,
    )
    const clock = new ManualClock()
    const impatient = readingWith(url, { deadlineMs: 500, heapMb: 64, memoryMb: 1024 }, clock)
    const bad = look('bad.txt', 'x', impatient)
    while (impatient.ended === 0) {
      await new Promise((resolve) => setImmediate(resolve))
      clock.advance(100)
    }
    expect(await bad).toEqual({ state: 'none', reason: 'tookTooLong' })
    // the clock stands still: the next file has all the time that its new process needs
    expect(await look('good.txt', 'x', impatient)).toEqual({
      state: 'done',
      metadata: { title: 'good' },
      thumbnail: null,
    })
    expect(impatient.ended).toBe(1)
    await impatient.close()
  })
  it('may not take all memory', async () => {
    const url = await stuck(
      'eat.mjs',
      `process.on('message', () => {
        const all = []
        for (;;) all.push(Array.from({ length: 10000 }, (_, i) => ({ i })))
      })`,
    )
    const hungry = readingWith(url, { deadlineMs: 60_000, heapMb: 32, memoryMb: 4096 })
    expect(await look('eat.txt', 'x', hungry)).toEqual({ state: 'none', reason: 'tooMuchMemory' })
    await hungry.close()
    // outside the heap: buffers
    const buffers = await stuck(
      'buffers.mjs',
      `process.on('message', async () => {
        const all = []
        for (let i = 0; i < 500; i++) {
          all.push(Buffer.alloc(8 << 20, 1))
          await new Promise((resolve) => setTimeout(resolve, 5))
        }
      })`,
    )
    const swelling = readingWith(buffers, { deadlineMs: 60_000, heapMb: 32, memoryMb: 300 })
    expect(await look('swell.txt', 'x', swelling)).toEqual({ state: 'none', reason: 'tooMuchMemory' })
    await swelling.close()
  }, 60_000)
  it('may end or fail on its own', async () => {
    const url = await stuck(
      'exit.mjs',
      `process.on('message', ({ job }) => {
        if (job.path.includes('exit')) process.exit(3)
        throw new Error('oops')
      })`,
    )
    const odd = readingWith(url, { deadlineMs: 60_000, heapMb: 64, memoryMb: 1024 })
    expect(await look('exit.txt', 'x', odd)).toEqual(damaged)
    expect(await look('throw.txt', 'x', odd)).toEqual(damaged)
    await odd.close()
    expect(await look('late.txt', 'x', odd)).toEqual({ state: 'unreadable' })
  })
})
