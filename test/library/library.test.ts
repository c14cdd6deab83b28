import { execFileSync } from 'node:child_process'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Library } from '../../main/library/library.ts'
import type { LibrarySource } from '../../main/library/sharing/shared-file-access.ts'
import { openSource } from '../../main/transfers/storage/open-source.ts'
import { LibraryFixture } from './fixture.ts'

let at: LibraryFixture
let library: Library
beforeEach(async () => {
  at = new LibraryFixture()
  library = await at.start()
})
afterEach(() => at.end())

const CONTENT_ROOT = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' // SHA-256 of "abc"

describe('sharing', () => {
  test('a folder in place: every file, deep down, by its root, under the folder name', async () => {
    at.write('music/one.txt', 'abc')
    at.write('music/deep/er/two.txt', 'abc')
    at.write('music/empty.bin', '')
    at.write('music/big.bin', Buffer.alloc(3_000_000, 7))
    at.write('music/日本語/評判 ★.flac', 'きく')
    const shared = new Promise((resolve) => library.events.on('shared', resolve))
    const id = await at.shared()
    expect(at.catalogue.paths).toEqual([
      'music/big.bin',
      'music/deep/er/two.txt',
      'music/empty.bin',
      'music/one.txt',
      'music/日本語/評判 ★.flac',
    ])
    expect(at.catalogue.root('music/one.txt')).toBe(CONTENT_ROOT)
    expect(at.catalogue.root('music/empty.bin')).toBe('0'.repeat(64))
    expect(library.folders()).toMatchObject([
      { id, name: 'music', path: at.share, state: 'ready', files: 5, hashedFiles: 5, problem: null },
    ])
    expect(library.shares()).toEqual({ sharedFiles: 5, sharedBytes: 3_000_012 })
    expect(library.tasks()).toEqual([])
    expect(await shared).toMatchObject({ id, name: 'music' })
  })

  test.skipIf(process.platform === 'win32')(
    'serves a link within the folder from the file that it leads to',
    async () => {
      at.write('music/real.txt', 'abc')
      symlinkSync('real.txt', join(at.share, 'alias.txt'))
      await at.shared()
      expect(at.catalogue.paths).toEqual(['music/alias.txt', 'music/real.txt'])
      const source = (await library.source(CONTENT_ROOT)) as LibrarySource
      const handle = await openSource(source)
      const bytes = Buffer.alloc(3)
      expect(await handle.read(bytes, 0, 3, 0)).toMatchObject({ bytesRead: 3 })
      await handle.close()
      expect(bytes.toString()).toBe('abc')
    },
  )

  test.skipIf(process.platform === 'win32')(
    'leaves out and counts: hidden, links out of the tree, special files, unfinished downloads',
    async () => {
      const secret = at.write('outside/secret.txt')
      at.write('music/.hidden/deep.txt')
      at.write('music/.dotfile')
      at.write('music/real.txt', 'abc')
      at.write('music/song.mp3.part')
      at.write('music/sub/x.txt')
      symlinkSync(secret, join(at.share, 'leak.txt'))
      symlinkSync(join(at.dir, 'outside'), join(at.share, 'leak-folder'))
      symlinkSync('nowhere', join(at.share, 'broken'))
      symlinkSync('..', join(at.share, 'sub', 'loop'))
      symlinkSync('.dotfile', join(at.share, 'to-hidden'))
      symlinkSync('self', join(at.share, 'self'))
      symlinkSync('real.txt', join(at.share, 'alias.txt'))
      execFileSync('mkfifo', [join(at.share, 'pipe')])
      const id = await at.shared()
      expect(at.catalogue.paths).toEqual(['music/alias.txt', 'music/real.txt', 'music/sub/x.txt'])
      expect(library.folders()[0]?.skipped).toEqual({
        hidden: 2,
        symlinks: 6,
        special: 2,
        unreadable: 0,
        excluded: 0,
        damaged: 0,
      })
      const why = Object.fromEntries(library.skipped(id).map((row) => [row.path, row.message]))
      expect(why).toMatchObject({
        'leak.txt': 'a link to outside the shared folder',
        broken: 'a broken link',
        pipe: 'a named pipe',
        'to-hidden': 'a link to a hidden file or folder',
      })
    },
  )

  test.runIf(process.platform === 'linux')('a name that is not UTF-8 is shared under a readable one', async () => {
    at.write('music/good.txt')
    writeFileSync(Buffer.concat([Buffer.from(`${at.share}/bad-`), Buffer.from([0xff, 0xfe]), Buffer.from('.txt')]), 'x')
    const id = await at.shared()
    expect(at.catalogue.paths).toEqual(['music/bad-⟨FF⟩⟨FE⟩.txt', 'music/good.txt'])
    expect(library.skipped(id)).toEqual([])
  })

  test.skipIf(process.platform === 'win32')(
    'a name that other systems do not allow is shared under a readable one, and so is a folder of that name',
    async () => {
      at.write('music/good.txt')
      at.write('music/line\nbreak.txt')
      at.write('music/back\\slash/x.txt')
      const id = await at.shared()
      expect(library.skipped(id)).toEqual([])
      at.write('bad\tname/x.txt')
      await library.share(join(at.dir, 'bad⟨09⟩name'))
      await library.idle()
      expect(at.catalogue.paths).toEqual([
        'bad⟨09⟩name/x.txt',
        'music/back⟨5C⟩slash/x.txt',
        'music/good.txt',
        'music/line⟨0A⟩break.txt',
      ])
    },
  )

  test('is refused with a reason', async () => {
    at.write('music/sub/x.txt')
    const file = at.write('file.txt')
    await at.shared()
    const code = async (path: string): Promise<string> =>
      library.share(path).then(
        () => 'shared',
        (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
      )
    expect(await code(join(at.dir, 'missing'))).toMatch(/^FOLDER_MISSING: .*missing does not exist/)
    expect(await code(join(file, 'below'))).toMatch(/^FOLDER_MISSING/)
    expect(await code(file)).toMatch(/^BAD_INPUT: .*is a file/)
    expect(await code('relative/path')).toMatch(/^BAD_INPUT: .*not an absolute path/)
    expect(await code('/')).toMatch(/^BAD_INPUT: A whole disk/)
    expect(await code(at.dataDir)).toMatch(/^BAD_INPUT: .*own data/)
    expect(await code(at.share)).toMatch(/^BAD_INPUT: .*already shared/)
    expect(await code(`${at.share}/`)).toMatch(/^BAD_INPUT: .*already shared/)
    expect(await code(join(at.share, 'sub'))).toMatch(/^BAD_INPUT: .*is inside/)
    expect(await code(at.dir)).toMatch(/^BAD_INPUT: .*contains/)
    expect(library.folders()).toHaveLength(1)
  })

  test('two folders of one name get two names; a data directory below a shared folder stays private', async () => {
    at.write('music/a.txt')
    at.write('other/music/b.txt')
    at.write('data/key')
    await at.shared()
    await library.share(join(at.dir, 'other', 'music'))
    await library.idle()
    expect(at.catalogue.paths).toEqual(['music (2)/b.txt', 'music/a.txt'])
    for (const { id } of library.folders()) await library.unshare(id)
    await library.share(at.dir)
    await library.idle()
    expect(at.catalogue.paths.filter((path) => path.includes('/data/'))).toEqual([])
    expect(at.catalogue.paths.some((path) => path.endsWith('music/a.txt'))).toBe(true)
  })

  test('ends: the files leave the catalogue and stay on the disk', async () => {
    at.write('music/a.txt', 'abc')
    const id = await at.shared()
    await library.unshare(id)
    await library.idle()
    expect(at.catalogue.paths).toEqual([])
    expect(library.folders()).toEqual([])
    expect(await library.source(CONTENT_ROOT)).toBeNull()
    expect(() => library.rescan(id)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
    await expect(library.unshare(id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
