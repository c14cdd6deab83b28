import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHUNK_BYTES, chunkCount, chunkHash, chunkRange, verifyLayer } from '../../main/domain/merkle.ts'
import { fromHex, toHex } from '../../main/base/hex.ts'
import { Hasher } from '../../main/library/hashing/hasher.ts'
import vectors from '../fixtures/roots.json' with { type: 'json' }

/** The content of the vectors: byte i = (i * 31 + (i >> 8) * 17) & 255, which repeats every 65,536 bytes. */
function content(size: number): Buffer {
  const base = Buffer.alloc(65_536)
  for (let i = 0; i < base.length; i++) base[i] = (i * 31 + (i >> 8) * 17) & 255
  return Buffer.alloc(size, base)
}

let dir: string
let hasher: Hasher
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'hyoban-hash-'))
  hasher = new Hasher(2)
})
afterAll(async () => {
  await hasher.close()
  rmSync(dir, { recursive: true, force: true })
})

describe('BEP 52 roots', () => {
  test.each(vectors.files)('$size bytes: the root that libtorrent gives', async ({ size, root, layer }) => {
    const path = join(dir, `${size}.bin`)
    const bytes = content(size)
    writeFileSync(path, bytes)
    let seen = 0
    const hashed = await hasher.hash(path, { progress: (n) => (seen += n) })
    expect(toHex(hashed.root)).toBe(root)
    expect(seen).toBe(size)
    if (layer) expect(toHex(hashed.layer)).toBe(layer)
    expect(verifyLayer(hashed.layer, size, fromHex(root))).toBe(true)
    const last = chunkCount(size) - 1
    if (last >= 0) {
      const { offset, length } = chunkRange(last, size)
      const chunk = bytes.subarray(offset, offset + length)
      const alone = hashed.layer.byteLength === 0
      const expected = toHex(alone ? hashed.root : hashed.layer.subarray(last * 32))
      expect(toHex(chunkHash(chunk, alone))).toBe(expected)
      chunk[length - 1] = (chunk[length - 1] as number) ^ 1
      expect(toHex(chunkHash(chunk, alone))).not.toBe(expected)
    }
  })

  test('a layer that is wrong, short or long is refused', async () => {
    const path = join(dir, 'layer.bin')
    writeFileSync(path, content(3 * CHUNK_BYTES))
    const { layer, size, root } = await hasher.hash(path)
    expect(verifyLayer(layer, size, root)).toBe(true)
    expect(verifyLayer(layer.subarray(32), size, root)).toBe(false)
    expect(verifyLayer(new Uint8Array(0), size, root)).toBe(false)
    const bad = layer.slice()
    bad[5] = (bad[5] as number) ^ 1
    expect(verifyLayer(bad, size, root)).toBe(false)
    expect(verifyLayer(layer, size + CHUNK_BYTES, root)).toBe(false)
  })
})

describe('files that will not be hashed', () => {
  test.skipIf(process.platform === 'win32')('a missing one, a folder, a named pipe: each says what it is', async () => {
    await expect(hasher.hash(join(dir, 'nothing'))).rejects.toMatchObject({ code: 'FOLDER_MISSING' })
    await expect(hasher.hash(dir)).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    const pipe = join(dir, 'pipe')
    execFileSync('mkfifo', [pipe])
    await expect(hasher.hash(pipe)).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    const [small] = await hasher.hashSmall([{ path: pipe, size: 0, stamp: '' }])
    expect(small).toMatchObject({ code: 'UNSUPPORTED' })
  })

  test.skipIf(process.platform !== 'linux')('one that says 0 bytes but holds some, as in /proc', async () => {
    await expect(hasher.hash('/proc/version')).rejects.toMatchObject({ code: 'FILE_CHANGED' })
  })

  test('one that grows between its parts', async () => {
    const path = join(dir, 'growing.bin')
    writeFileSync(path, content(40 * CHUNK_BYTES))
    const growing = hasher.hash(path, { progress: () => appendFileSync(path, 'more') })
    await expect(growing).rejects.toMatchObject({ code: 'FILE_CHANGED' })
  })

  test('one that vanishes between its parts', async () => {
    const path = join(dir, 'vanishing.bin')
    writeFileSync(path, content(80 * CHUNK_BYTES))
    const vanishing = hasher.hash(path, { progress: () => rmSync(path, { force: true }) })
    await expect(vanishing).rejects.toMatchObject({ code: 'FOLDER_MISSING' })
  })

  test('a signal stops it', async () => {
    const path = join(dir, 'stopped.bin')
    writeFileSync(path, content(80 * CHUNK_BYTES))
    const stop = new AbortController()
    await expect(hasher.hash(path, { signal: stop.signal, progress: () => stop.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
  })
})
