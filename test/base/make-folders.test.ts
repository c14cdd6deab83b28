import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeFolders } from '../../main/base/make-folders.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'hyoban-folders-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

test('a folder and its parents are created, concurrently and repeatedly, without an error', async () => {
  const path = join(await folder(), 'a', 'b', 'c')
  await Promise.all([makeFolders(path, 0o700), makeFolders(path, 0o700), makeFolders(join(path, 'd'), 0o700)])
  await makeFolders(path)
  expect((await stat(join(path, 'd'))).isDirectory()).toBe(true)
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o700)
})

test('a file in the path is an error, at its end and above', async () => {
  const file = join(await folder(), 'file')
  await writeFile(file, '')
  await expect(makeFolders(file)).rejects.toMatchObject({ code: 'EEXIST' })
  await expect(makeFolders(join(file, 'x', 'y'))).rejects.toMatchObject({ code: 'ENOTDIR' })
})

test.runIf(process.platform === 'linux')(
  'a file system that refuses new folders ends it at once, where mkdir -p of Node never comes back',
  async () => {
    await expect(makeFolders('/proc/hyoban/data')).rejects.toMatchObject({ code: 'ENOENT' })
  },
)
