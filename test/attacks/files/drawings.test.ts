import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { seededRandom } from '../../../main/base/random.ts'
import type { ExtractResult } from '../../../main/domain/extraction.ts'
import { fileStamp } from '../../../main/library/hashing/hasher.ts'
import { Extractor, type ExtractorOptions } from '../../../main/library/metadata/extractor.ts'
import { readablePath, readerProcess } from '../../../main/library/metadata/reader-process.ts'

// Attack: a file that somebody shares onward keeps the decoder busy in native code, which a thread's `terminate` does
// not stop: four such files held all threads that Node reads files with. Or it takes the decoder over.

vi.setConfig({ testTimeout: 60_000 })

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hyoban-drawings-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

async function extract(extractor: Extractor, name: string, bytes: string): Promise<ExtractResult> {
  const path = join(dir, name)
  await writeFile(path, bytes)
  const { stamp, size } = await fileStamp(path)
  return extractor.extract({ path, size, stamp, thumbnail: true })
}

const svg = (inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="1000">${inside}</svg>`

/** A path of `count` lines across the whole drawing: nearly each of them crosses nearly each other. */
function crossing(count: number, seed: number): string {
  const random = seededRandom(seed)
  const side = (): string => (random.next() * 1000).toFixed(1)
  const points = Array.from({ length: count }, (_, i) => `${i % 2 ? '0' : '1000'} ${side()}`)
  return `<path fill-rule="evenodd" d="M${points.join('L')}z"/>`
}

describe('five drawings that keep the renderer busy', () => {
  it('are killed at their deadline; the disk goes on answering', async () => {
    const limits = { deadlineMs: 1500, heapMb: 256, memoryMb: 1024 }
    const extractor = new Extractor({ limits })
    const results = []
    for (let i = 1; i <= 5; i++) results.push(await extract(extractor, `busy${i}.svg`, svg(crossing(9500, i))))
    // the same threads read files, hash them and look up names
    expect(await Promise.all(Array.from({ length: 8 }, () => stat(dir)))).toHaveLength(8)
    expect(results).toEqual(Array.from({ length: 5 }, () => ({ state: 'none', reason: 'tookTooLong' })))
    await extractor.close()
  })

  it('are not rendered if they ask for more than any real drawing does; their size is read all the same', async () => {
    const extractor = new Extractor()
    const known = { state: 'done', metadata: { width: 1000, height: 1000 }, thumbnail: null }
    const rect = (more: string): string => `<rect width="1000" height="1000" ${more}/>`
    const blur = '<feGaussianBlur stdDeviation="999"/>'
    for (const [name, inside] of Object.entries({
      lines: crossing(12_000, 1),
      many: crossing(5000, 1).repeat(6),
      text: `<text>${'字'.repeat(130_000)}</text>`,
      filter: `<filter id="f" width="9" height="9">${blur.repeat(60)}</filter>${rect('filter="url(#f)"')}`,
      filters: `<filter id="f">${blur}</filter>${rect('filter="url(#f)"').repeat(20)}`,
      layers: rect('opacity="0.5"').repeat(300),
      styles: `<style>${'rect:not(a b){fill:red}'.repeat(6000)}</style>${rect('')}`,
    }))
      expect(await extract(extractor, `${name}.svg`, svg(inside)), name).toEqual(known)
    expect(extractor.ended).toBe(0)
    // what people draw still has a thumbnail
    const result = await extract(extractor, 'good.svg', svg(crossing(30, 1) + rect('opacity="0.5"').repeat(20)))
    expect(result.state === 'done' && result.thumbnail).toBeTruthy()
    await extractor.close()
  })
})

describe('a decoder that was taken over', () => {
  /** Tries to read and write everything it can think of, and reports what it got. */
  const INTRUDER = `
    import { readFileSync, writeFileSync } from 'node:fs'
    import { execFileSync } from 'node:child_process'
    import { Worker } from 'node:worker_threads'
    const attempts = {
      identity: (dir) => readFileSync(dir + '/data/identity.json'),
      database: (dir) => readFileSync(dir + '/data/hyoban.db'),
      write: (dir) => writeFileSync(dir + '/shared/new', 'x'),
      execute: () => execFileSync('/bin/true'),
      thread: () => new Worker('0', { eval: true }),
      environment: () => { if (!process.env.PATH) throw new Error('nothing') },
      share: (dir) => readFileSync(dir + '/shared/a.txt'),
    }
    process.on('message', ({ id, job }) => {
      const got = []
      for (const [name, attempt] of Object.entries(attempts)) {
        try { attempt(job.path.replace(/.shared.a.txt$/, '')), got.push(name) } catch {}
      }
      process.send({ id, reply: { state: 'done', metadata: { title: got.join(' ') }, thumbnail: null } })
    })`

  it('reads the shared folders and nothing else', async () => {
    await mkdir(join(dir, 'data'))
    await mkdir(join(dir, 'shared'))
    await mkdir(join(dir, 'program'))
    for (const name of ['identity.json', 'hyoban.db']) await writeFile(join(dir, 'data', name), 'secret')
    const intruder = join(dir, 'program', 'intruder.mjs')
    await writeFile(intruder, INTRUDER)
    const limits = { deadlineMs: 20_000, heapMb: 64, memoryMb: 512 }
    const start: ExtractorOptions['start'] = (readable) => readerProcess(pathToFileURL(intruder), limits, readable)
    const extractor = new Extractor({ limits, privateFolders: [join(dir, 'data')], start })
    expect(await extract(extractor, 'shared/a.txt', 'a')).toEqual({
      state: 'done',
      metadata: { title: 'share' },
      thumbnail: null,
    })
    // what lies in the data directory itself is not even asked for
    expect(await extract(extractor, 'data/b.txt', 'b')).toEqual({ state: 'unreadable' })
    await extractor.close()
  })

  it.runIf(process.platform !== 'win32')('may read the highest folder that holds no secret, or else the file', () => {
    const secrets = ['/home/ada/.local/share/hyoban', '/srv/node']
    expect(readablePath('/home/ada/Music/a/b.mp3', secrets)).toBe('/home/ada/Music')
    expect(readablePath('/home/ada/.local/share/other/x/y.pdf', secrets)).toBe('/home/ada/.local/share/other')
    expect(readablePath('/mnt/disk/a.pdf', secrets)).toBe('/mnt')
    expect(readablePath('/srv/node/downloads/deep/a.pdf', secrets)).toBe('/srv/node/downloads')
    expect(readablePath('/srv/node-2/a.pdf', secrets)).toBe('/srv/node-2')
    expect(readablePath('/home/ada/a.pdf', secrets)).toBe('/home/ada/a.pdf')
    expect(readablePath('/srv/node/a.pdf', secrets)).toBeNull()
    // Node takes the star for a wildcard
    expect(readablePath('/home/ada/*/a.pdf', secrets)).toBeNull()
    expect(readablePath('/any/where/a.pdf', [])).toBe('/')
  })
})
