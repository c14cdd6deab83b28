import { execFileSync } from 'node:child_process'
import { readdirSync, readlinkSync } from 'node:fs'
import { mkdir, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { stampOf } from '../../../main/domain/file-stamp.ts'
import type { ReadHandle, SourceFile, SourceProof } from '../../../main/transfers/ports.ts'
import { chunkHash } from '../../../main/domain/merkle.ts'
import { openSource } from '../../../main/transfers/storage/open-source.ts'
import { cleanNodes, tempDir } from '../helpers/cleanup.ts'

const linux = process.platform === 'linux'
const HANDLES = '/proc/self/fd'
/** Files and folders that this process has open below a folder. */
const openBelow = (folder: string): string[] =>
  linux
    ? readdirSync(HANDLES)
        .map(targetOf)
        .filter((target) => target.startsWith(folder))
    : []
/** What a handle leads to; empty if it was closed meanwhile. */
function targetOf(handle: string): string {
  try {
    return readlinkSync(join(HANDLES, handle))
  } catch {
    return ''
  }
}

let dir: string
let folder: string
let path: string
let source: Required<Omit<SourceFile, 'proof'>>

beforeEach(async () => {
  dir = tempDir()
  folder = join(dir, 'share')
  path = join(folder, 'a/b/book.txt')
  await mkdir(join(folder, 'a/b'), { recursive: true })
  await writeFile(path, 'as it was')
  source = { path, folder, stamp: stampOf(await stat(path, { bigint: true })) }
})
afterEach(cleanNodes)

async function textOf(opening: Promise<ReadHandle>): Promise<string> {
  const handle = await opening
  const bytes = Buffer.alloc(100)
  const { bytesRead } = await handle.read(bytes, 0, 100, 0)
  await handle.close()
  return bytes.toString('utf8', 0, bytesRead)
}
const CHANGED = { code: 'FILE_CHANGED' }

test('the file that was looked up is opened: below its folder, anywhere, and while it is still coming', async () => {
  expect(await textOf(openSource(source))).toBe('as it was')
  expect(await textOf(openSource({ path, stamp: source.stamp }))).toBe('as it was')
  await writeFile(path, 'as it grows')
  await expect(openSource(source)).rejects.toMatchObject(CHANGED)
  expect(await textOf(openSource({ path, folder }))).toBe('as it grows')
  expect(await textOf(openSource({ path }))).toBe('as it grows')
  expect(openBelow(dir)).toEqual([])
})

test.runIf(process.platform !== 'win32')(
  'no link is followed, whether it stands for the file or for a folder above it, even to the same file',
  async () => {
    const outside = join(dir, 'outside')
    await rename(join(folder, 'a'), outside)
    await symlink(outside, join(folder, 'a'))
    await expect(openSource(source)).rejects.toThrow()
    await rm(join(folder, 'a'))
    await rename(outside, join(folder, 'a'))
    expect(await textOf(openSource(source))).toBe('as it was')
    await rename(path, join(dir, 'kept'))
    await symlink(join(dir, 'kept'), path)
    for (const one of [source, { path, stamp: source.stamp }, { path, folder }])
      await expect(openSource(one)).rejects.toMatchObject({ code: 'ELOOP' })
    expect(openBelow(dir)).toEqual([])
  },
)

test('a path that leaves its folder, or is the folder, is refused', async () => {
  const outside = join(dir, 'secret')
  await writeFile(outside, 'secret')
  for (const one of [outside, folder, join(dir, 'share-too'), dir])
    await expect(openSource({ path: one, folder })).rejects.toMatchObject(CHANGED)
  expect(openBelow(dir)).toEqual([])
})

test('another file in the place of the right one is refused, as is a folder or a pipe, at once', async () => {
  await rename(path, join(dir, 'kept'))
  await writeFile(path, 'not as it')
  const { atime, mtime } = await stat(join(dir, 'kept'))
  await utimes(path, atime, mtime)
  await expect(openSource(source)).rejects.toMatchObject({
    ...CHANGED,
    message: `${path} is not the file that was offered.`,
    details: { path },
  })
  await rm(path)
  await mkdir(path)
  await expect(openSource({ path, folder })).rejects.toMatchObject(CHANGED)
  await rm(path, { recursive: true })
  if (process.platform !== 'win32') {
    execFileSync('mkfifo', [path])
    await expect(openSource({ path, folder })).rejects.toMatchObject(CHANGED)
    await expect(openSource({ path })).rejects.toMatchObject(CHANGED)
    await rm(path)
  }
  await expect(openSource(source)).rejects.toMatchObject({ code: 'ENOENT' })
  expect(openBelow(dir)).toEqual([])
})

test('a file that is edited while it is read is changed, one whose disk returns other bytes is damaged', async () => {
  const damaged: string[] = []
  const proof = (name: string, text: string): SourceProof => ({
    size: 9,
    root: chunkHash(Buffer.from(text), true),
    layer: new Uint8Array(),
    damaged: () => damaged.push(name),
  })
  expect(await textOf(openSource({ ...source, proof: proof('right', 'as it was') }))).toBe('as it was')
  await expect(textOf(openSource({ ...source, proof: proof('decayed', 'as I said') }))).rejects.toMatchObject(CHANGED)
  const handle = await openSource({ ...source, proof: proof('edited', 'as it was') })
  await writeFile(path, 'as it is!')
  await expect(handle.read(Buffer.alloc(9), 0, 9, 0)).rejects.toMatchObject(CHANGED)
  await handle.close()
  expect(damaged).toEqual(['decayed'])
})
