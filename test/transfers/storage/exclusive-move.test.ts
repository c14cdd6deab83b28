import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { moveWithoutOverwriting } from '../../../main/transfers/storage/exclusive-move.ts'
import { cleanNodes, tempDir } from '../helpers/cleanup.ts'

/** The error of link(2) on a disk without hard links, or a disk without inodes: SUBSTITUTE, as mounting needs root. */
const disk = vi.hoisted(() => ({ refusal: null as string | null, inodes: true }))
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>()
  return {
    ...real,
    link: async (from: string, to: string) => {
      if (disk.refusal) throw Object.assign(new Error(disk.refusal), { code: disk.refusal })
      return real.link(from, to)
    },
    stat: async (path: string) => (disk.inodes ? real.stat(path) : { ...(await real.stat(path)), ino: 0 }),
  }
})

let dir: string
let from: string
let intended: [name: string, inode: number][]
const move = (name = 'film.bin'): Promise<string> =>
  moveWithoutOverwriting(from, name, (path, inode) => intended.push([path.slice(dir.length + 1), inode]))

beforeEach(() => {
  dir = tempDir()
  from = join(dir, 'film.part')
  writeFileSync(from, 'the film')
  disk.refusal = null
  disk.inodes = true
  intended = []
})
afterEach(cleanNodes)

test.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EISDIR'])(
  'a disk without hard links, which says %s: the file gets the next free name, and overwrites nothing',
  async (code) => {
    disk.refusal = code
    const { ino } = statSync(from)
    writeFileSync(join(dir, 'film.bin'), 'mine')
    expect(await move()).toBe(join(dir, 'film (2).bin'))
    expect(intended).toEqual([
      ['film.bin', ino],
      ['film (2).bin', ino],
    ])
    expect(readFileSync(join(dir, 'film (2).bin'), 'utf8')).toBe('the film')
    expect(statSync(join(dir, 'film (2).bin')).ino).toBe(ino)
    expect(readFileSync(join(dir, 'film.bin'), 'utf8')).toBe('mine')
    expect(existsSync(from)).toBe(false)
  },
)

test('any other error ends the move, and the file stays where it is', async () => {
  disk.refusal = 'EIO'
  await expect(move()).rejects.toMatchObject({ code: 'EIO' })
  for (const refusal of [null, 'EPERM']) {
    disk.refusal = refusal
    await expect(move('missing/film.bin')).rejects.toMatchObject({ code: 'ENOENT' })
  }
  expect(readFileSync(from, 'utf8')).toBe('the film')
})

test('another file of the same content is not taken for the one that was moved before a crash', async () => {
  writeFileSync(join(dir, 'film.bin'), 'the film')
  expect(await move()).toBe(join(dir, 'film (2).bin'))
  disk.inodes = false
  mkdirSync(join(dir, 'book.txt'))
  from = join(dir, 'film (2).bin')
  expect(await move('book.txt')).toBe(join(dir, 'book (2).txt'))
})
