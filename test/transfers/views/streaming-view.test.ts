import { mkdtemp, open, rename, rm, writeFile, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { streamingView, type StreamingFile } from '../../../main/transfers/views/streaming-view.ts'

const SIZE = 3 * CHUNK_BYTES + 1000
const content = Buffer.alloc(SIZE, 0).map((_, i) => (i * 31 + (i >> 12)) & 255)

let dir: string
let part: FileHandle
let path: string
const have = new Set<number>()
const listeners = new Set<() => void>()
let wanted: [number, number][]
let released: number
let gone: boolean
let file: StreamingFile

function news(): void {
  for (const listener of [...listeners]) listener()
}

/** What the engine does when a chunk is verified. */
async function comes(chunk: number): Promise<void> {
  const from = chunk * CHUNK_BYTES
  const bytes = content.subarray(from, Math.min(SIZE, from + CHUNK_BYTES))
  await part.write(bytes, 0, bytes.length, from)
  have.add(chunk)
  news()
}

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hyoban-growing-'))
  path = join(dir, 'song.part')
  await writeFile(path, '')
  part = await open(path, 'r+')
  have.clear()
  listeners.clear()
  wanted = []
  released = 0
  gone = false
  file = {
    name: 'song.mp3',
    size: SIZE,
    path: () => path,
    gone: () => gone,
    has: (chunk) => have.has(chunk),
    onChange: (listener) => (listeners.add(listener), () => void listeners.delete(listener)),
    prioritise: (from, to) => (wanted.push([from, to]), () => void released++),
  }
})
afterEach(async () => {
  await part.close()
  await rm(dir, { recursive: true, force: true })
})

async function all(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const list: Uint8Array[] = []
  for await (const bytes of parts) list.push(bytes)
  return Buffer.concat(list)
}
const never = new AbortController().signal

describe('streamingView', () => {
  it('yields present chunks without prioritising anything', async () => {
    await comes(1)
    const got = await all(streamingView(file).read(CHUNK_BYTES + 10, 2 * CHUNK_BYTES, never))
    expect(got.equals(content.subarray(CHUNK_BYTES + 10, 2 * CHUNK_BYTES))).toBe(true)
    expect(wanted).toEqual([])
  })

  it('waits for missing chunks, prioritises them, and follows the file to its final path', async () => {
    const reading = all(streamingView(file).read(100, SIZE, never))
    await comes(3)
    await comes(0)
    await comes(1)
    await rename(path, join(dir, 'song.mp3'))
    path = join(dir, 'song.mp3')
    await comes(2)
    expect((await reading).equals(content.subarray(100))).toBe(true)
    expect(wanted[0]).toEqual([0, 4])
    expect(released).toBe(wanted.length)
    expect(listeners.size).toBe(0)
  })

  it('waits for the record of a move; a file that is gone for good is an error', async () => {
    await comes(0)
    await rename(path, join(dir, 'song.mp3'))
    let asked = 0
    // looked for in vain at its old place, which is still the one that is told; then there are news
    const moving = {
      ...file,
      path: () => {
        if (++asked === 2) setImmediate(news)
        return asked <= 2 ? path : join(dir, 'song.mp3')
      },
    }
    expect((await all(streamingView(moving).read(0, 100, never))).equals(content.subarray(0, 100))).toBe(true)
    expect(asked).toBe(3)
    await expect(all(streamingView({ ...file, settled: () => true }).read(0, 100, never))).rejects.toMatchObject({
      code: 'ENOENT',
    })
    expect(listeners.size).toBe(0)
  })

  it('fails when no more chunks come, and releases everything when the reader leaves', async () => {
    const reading = all(streamingView(file).read(0, SIZE, never))
    gone = true
    news()
    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' })
    await expect(all(streamingView(file).read(0, 10, never))).rejects.toMatchObject({ code: 'CANCELLED' })
    gone = false
    const leaving = new AbortController()
    const left = all(streamingView(file).read(0, SIZE, leaving.signal))
    leaving.abort()
    await expect(left).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(released).toBe(wanted.length)
    expect(listeners.size).toBe(0)
  })

  it('reports a file that has become shorter', async () => {
    await comes(0)
    await part.truncate(10)
    await expect(all(streamingView(file).read(0, 100, never))).rejects.toMatchObject({ code: 'FILE_CHANGED' })
  })
})
